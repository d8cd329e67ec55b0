import {OmeError} from '@ome/sdk/errors'

/** The plain words for a full disk or quota; undefined for any other error. */
export function fullDisk(error: unknown, folder: string, purpose: string): OmeError | undefined {
  const {code} = error as NodeJS.ErrnoException
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return undefined
  return new OmeError(
    'failed',
    `no space left in ${folder} ${purpose}`,
    ['nothing was changed; make room and run the command again'],
    {
      cause: error,
      object: folder,
    },
  )
}
