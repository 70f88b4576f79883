/** What the operating system's refusals mean to whoever runs the program. */
const MEANS: Readonly<Record<string, string>> = {
  EACCES: 'this account may not',
  EADDRINUSE: 'another program is listening there',
  EADDRNOTAVAIL: 'this machine has no such address',
  EAI_AGAIN: 'its name could not be looked up',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it exists already',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of it is a file, not a folder',
  ENOTFOUND: 'there is no host of that name',
  EPERM: 'this account may not',
  EROFS: 'the disk is read-only',
}

/** Why a system call failed, in words and with the code to search for: `the disk is full (ENOSPC)`. */
export function errnoSays(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  const means = typeof code === 'string' && Object.hasOwn(MEANS, code) ? MEANS[code] : undefined
  return means ? `${means} (${code})` : String(message ?? error)
}
