// An upload of a whole file, told how far it is: what fetch cannot tell.
import { readAnswer, type Answer } from './api.ts';

export type Upload<T> = { answer: Promise<Answer<T>>; stop: () => void };

/** `onSent`: of the file so many bytes have left. */
export function uploadFile<T>(
  path: string,
  file: Blob,
  type: string,
  onSent: (bytes: number) => void,
): Upload<T> {
  const request = new XMLHttpRequest();
  const answer = new Promise<Answer<T>>((resolve) => {
    request.upload.addEventListener('progress', ({ loaded }) => onSent(loaded));
    request.addEventListener('load', () => resolve(readAnswer(request.status, parse(request.responseText))));
    for (const end of ['error', 'abort', 'timeout'] as const)
      request.addEventListener(end, () => resolve(readAnswer(0, null)));
    request.open('POST', path);
    request.setRequestHeader('content-type', type);
    request.setRequestHeader('accept', 'application/json');
    request.send(file);
  });
  return { answer, stop: () => request.abort() };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
