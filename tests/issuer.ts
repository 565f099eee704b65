// A real OpenID Connect issuer on a free port (oidc-provider), whose people are who the test says. It asks nobody anything.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export type IssuerPerson = {
  sub: string;
  email: string;
  email_verified?: boolean;
  name?: string;
  groups?: string[];
};

export type TestIssuer = {
  url: string;
  clientId: string;
  clientSecret: string;
  /** Whoever comes next is this one. */
  next(person: IssuerPerson): void;
  stop(): Promise<void>;
};

export async function startIssuer(redirectUri: string): Promise<TestIssuer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [clientId, clientSecret] = ['letterthief', 'a secret of the client, long enough'];
  const people = new Map<string, IssuerPerson>();
  let next = '';
  const provider = new Provider(url, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/be/${uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...people.get(id)! }) }),
    cookies: { keys: ['a key of the test'] },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/be/')) return void answer(request, response);
    void (async () => {
      const { params } = await provider.interactionDetails(request, response);
      const grant = new provider.Grant({ accountId: next, clientId: String(params.client_id) });
      grant.addOIDCScope('openid email profile');
      const result = { login: { accountId: next }, consent: { grantId: await grant.save() } };
      await provider.interactionFinished(request, response, result);
    })();
  });
  return {
    url,
    clientId,
    clientSecret,
    next(person) {
      people.set(person.sub, person);
      next = person.sub;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
