/** Where to go on after a sign-in: a path of ours, else home. Whatever a browser could take for another host is not one of ours. */
export function ownPath(given: string | undefined): string {
  if (given === undefined || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(given)) return '/';
  return given.startsWith('/api/') || given.startsWith('/sign-in') ? '/' : given;
}
