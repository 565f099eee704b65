// Home is the inbox's open letters.
import { redirect } from 'next/navigation';
import { actorOf } from '#lib/auth/actor.ts';

export default async function HomePage() {
  await actorOf();
  redirect('/dead-letters?status=open');
}
