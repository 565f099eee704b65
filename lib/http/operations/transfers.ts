// Letters out of here and back again: exports of a filter, and their import.
import { z } from 'zod';
import { columnsText } from '#lib/domain/column-schemas.ts';
import { deadLetterFilter } from '#lib/domain/filter.ts';
import { exportFormats } from '#lib/domain/letter-export.ts';
import { importResult } from '#lib/domain/letter-import.ts';
import type { Operation } from './operation.ts';

export const transferOperations = {
  exportLetters: {
    method: 'get',
    path: '/api/v1/dead-letters/export',
    may: 'viewer',
    tag: 'letters',
    summary:
      'All letters that match a filter, newest first, bodies included; streamed. NDJSON ends with a line that tells how many there are, and can be imported; CSV has the columns that are asked for. The audit remembers who took what',
    query: deadLetterFilter.extend({
      format: z.enum(exportFormats).default('ndjson'),
      columns: columnsText.optional().describe('Of a CSV'),
    }),
    answers: { 200: { media: 'application/x-ndjson', binary: true } },
  },
  importLetters: {
    method: 'post',
    path: '/api/v1/dead-letters/import',
    may: 'administrator',
    tag: 'letters',
    summary:
      'Stores the letters of an NDJSON export, as it streams in. They keep their ids; those that are there stay as they are; none is alerted. Bodies of at most 150 MB; lines of at most 8 MB beside them',
    upload: 'application/x-ndjson',
    answers: { 200: importResult },
  },
} satisfies Record<string, Operation>;
