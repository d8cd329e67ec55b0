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
