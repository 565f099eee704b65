// Discards or restores all that match: asked again under its key until none wait, so that an answer which stays away costs nothing.
import type { BulkMoved } from '#lib/domain/replay-request.ts';
import { postOnce, type Answer } from './api.ts';

/** `onProgress` hears how many were moved. */
export async function moveAll(
  path: '/api/v1/discards' | '/api/v1/restores',
  body: object,
  key: string,
  onProgress: (letters: number) => void = () => undefined,
): Promise<Answer<BulkMoved>> {
  for (;;) {
    const answer = await postOnce<BulkMoved>(path, body, key);
    if (!answer.ok || answer.value.waiting === 0) return answer;
    onProgress(answer.value.letters);
  }
}
