// Home is the inbox's open letters.
import { redirect } from 'next/navigation';
import { visitorOf } from '#app/visitor.ts';

export default async function HomePage() {
  await visitorOf();
  redirect('/dead-letters?status=open');
}
