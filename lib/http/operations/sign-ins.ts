// Coming in and going out.
import { z } from 'zod';
import { signInView } from '#lib/domain/people-schemas.ts';
import {
  emptyRequest,
  issuerRequest,
  passwordRequest,
  signInRequest,
  welcomeRequest,
} from '#lib/domain/sign-in-request.ts';
import { itemsOf, SMALL, type Operation } from './operation.ts';

export const signInOperations = {
  signIn: {
    method: 'post',
    path: '/api/v1/sign-in',
    may: 'anyone',
    tag: 'people',
    summary: 'Signs a browser in with an e-mail address and a password',
    body: signInRequest,
    maxBytes: SMALL,
    answers: { 204: null },
  },
  signInByIssuer: {
    method: 'post',
    path: '/api/v1/sign-in/oidc',
    may: 'anyone',
    tag: 'people',
    summary: 'Begins a sign-in by the OpenID Connect issuer: the address to go to',
    body: issuerRequest,
    maxBytes: SMALL,
    answers: { 200: z.object({ url: z.url() }) },
  },
  signOut: {
    method: 'post',
    path: '/api/v1/sign-out',
    may: 'anyone',
    tag: 'people',
    summary: 'Ends this browser’s sign-in',
    body: emptyRequest,
    maxBytes: SMALL,
    answers: { 204: null },
  },
  welcome: {
    method: 'post',
    path: '/api/v1/welcome',
    may: 'anyone',
    tag: 'people',
    summary: 'Takes an invitation: makes its person, and signs them in',
    body: welcomeRequest,
    maxBytes: SMALL,
    answers: { 204: null },
  },
  changePassword: {
    method: 'post',
    path: '/api/v1/password',
    may: 'viewer',
    tag: 'people',
    summary: 'Changes one’s own password, and signs one’s other browsers out',
    body: passwordRequest,
    bearsPassword: true,
    maxBytes: SMALL,
    answers: { 204: null },
  },
  listSignIns: {
    method: 'get',
    path: '/api/v1/sign-ins',
    may: 'viewer',
    tag: 'people',
    summary: 'The browsers that one is signed in with',
    answers: { 200: itemsOf(signInView) },
  },
  endSignIn: {
    method: 'delete',
    path: '/api/v1/sign-ins/{id}',
    may: 'viewer',
    tag: 'people',
    summary: 'Signs one of one’s browsers out',
    answers: { 200: z.object({ id: z.uuid() }) },
  },
  endOtherSignIns: {
    method: 'delete',
    path: '/api/v1/sign-ins',
    may: 'viewer',
    tag: 'people',
    summary: 'Signs all of one’s other browsers out',
    answers: { 200: z.object({ ended: z.number() }) },
  },
} satisfies Record<string, Operation>;
