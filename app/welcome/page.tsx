// The end of an invitation's link. Its secret stands after the # and never reaches the server with the address.
import type { Metadata } from 'next';
import { Doorway } from '#components/doorway.tsx';
import { WelcomeForm } from '#components/welcome-form.tsx';

export const metadata: Metadata = { title: 'Welcome' };

export default function WelcomePage() {
  return (
    <Doorway title="Welcome to LetterThief">
      <WelcomeForm />
    </Doorway>
  );
}
