// Every operation of the REST API, by its operationId.
import { letterOperations } from './letters.ts';
import { noteOperations } from './notes.ts';
import type { Operation } from './operation.ts';
import { peopleOperations } from './people.ts';
import { signInOperations } from './sign-ins.ts';
import { worksOperations } from './works.ts';

export const operations = {
  ...letterOperations,
  ...noteOperations,
  ...signInOperations,
  ...peopleOperations,
  ...worksOperations,
};

export const allOperations: readonly (readonly [string, Operation])[] = Object.entries(operations);
