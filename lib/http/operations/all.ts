// Every operation of the REST API, by its operationId.
import { alertOperations } from './alerts.ts';
import { editOperations } from './edits.ts';
import { findingOperations } from './finding.ts';
import { groupOperations } from './groups.ts';
import { letterOperations } from './letters.ts';
import { noteOperations } from './notes.ts';
import type { Operation } from './operation.ts';
import { peopleOperations } from './people.ts';
import { runOperations } from './runs.ts';
import { queueOperations } from './queues.ts';
import { signInOperations } from './sign-ins.ts';
import { transferOperations } from './transfers.ts';
import { viewOperations } from './views.ts';
import { worksOperations } from './works.ts';

export const operations = {
  ...letterOperations,
  ...transferOperations,
  ...viewOperations,
  ...editOperations,
  ...findingOperations,
  ...noteOperations,
  ...groupOperations,
  ...alertOperations,
  ...runOperations,
  ...queueOperations,
  ...signInOperations,
  ...peopleOperations,
  ...worksOperations,
};

export const allOperations: readonly (readonly [string, Operation])[] = Object.entries(operations);
