import {OmeError} from '@ome/sdk/errors'

/** The plain words for a disk that is full or may not be written to; undefined for any other error. */
export function diskTrouble(error: unknown, folder: string, purpose: string): OmeError | undefined {
  const {code, path} = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new OmeError(
      'failed',
      `no space left in ${folder} ${purpose}`,
      ['nothing was changed; make room and run the command again'],
      {
        cause: error,
        object: folder,
      },
    )
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new OmeError(
      'failed',
      `${path ?? folder} may not be written ${purpose} (${code})`,
      ['own the folder, or choose another one with OME_DATA_DIR'],
      {
        cause: error,
        object: folder,
      },
    )
  return undefined
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left',
  EDQUOT: 'the quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of the path is no folder',
  EIO: 'the device failed',
}
/** Also where a folder is made: above, they may well be a mistake of ours. */
const folderReasons: Readonly<Record<string, string>> = {
  ENOENT: 'no folder can be made there',
  EEXIST: 'a file is in its place',
}
const fileCalls = new Set([
  'open',
  'write',
  'mkdir',
  'mkdtemp',
  'stat',
  'rename',
  'unlink',
  'copyfile',
  'symlink',
  'fsync',
  'scandir',
  'read',
])

/** The plain words for a system's refusal that nobody explained nearer to it; undefined for what is no such thing. */
export function fileTrouble(error: unknown): OmeError | undefined {
  if (!(error instanceof Error)) return undefined
  const {code = '', syscall = '', path} = error as NodeJS.ErrnoException
  const reason = reasons[code] ?? (syscall.startsWith('mkd') ? folderReasons[code] : undefined)
  if (reason === undefined || !fileCalls.has(syscall)) return undefined
  const what = path?.replace(/\.[0-9a-f]{8}\.tmp$/, '') ?? 'the output'
  const does =
    {mkdir: 'made', mkdtemp: 'made', stat: 'read', open: 'opened', scandir: 'read', read: 'read'}[syscall] ?? 'written'
  return new OmeError('failed', `${what} cannot be ${does}: ${reason} (${code})`, hintsFor(path, code), {
    cause: error,
    ...(path === undefined ? {} : {object: what}),
  })
}

const hintsFor = (path: string | undefined, code: string): readonly string[] => {
  if (code === 'ENOSPC' || code === 'EDQUOT') return ['make room and run the command again']
  return path === undefined ? [] : ['choose a folder that can be written, or set HOME or OME_DATA_DIR to one']
}
