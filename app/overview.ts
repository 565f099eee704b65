// How the house stands, read once a request however many parts of a page ask.
import { cache } from 'react';
import { actorOf } from '#lib/auth/actor.ts';
import { readOverview } from '#lib/store/overview.ts';

export const overviewOfRequest = cache(async () => readOverview(await actorOf()));
