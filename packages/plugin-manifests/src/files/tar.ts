import {Readable} from 'node:stream'
import {buffer} from 'node:stream/consumers'
import {OmeError} from '@ome/sdk/errors'
import {extract, pack} from 'tar-stream'

export interface TarFile {
  readonly path: string
  readonly bytes: Buffer
}

const mostFiles = 100_000

/** A tar of these files, in their order; nothing of this machine is in it. */
export async function writeTar(files: readonly TarFile[], mtime: Date): Promise<Buffer> {
  const tar = pack()
  for (const {path, bytes} of files) tar.entry({name: path, mode: 0o600, mtime, uid: 0, gid: 0}, bytes)
  tar.finalize()
  return await buffer(tar)
}

/** The plain files of a tar, by the names they have in it; nothing is written anywhere. Throws `failed` for a broken one. */
export async function readTar(source: string, bytes: Buffer): Promise<readonly TarFile[]> {
  const files: TarFile[] = []
  const entries = Readable.from([bytes]).pipe(extract())
  try {
    for await (const entry of entries) {
      if (files.length === mostFiles) throw new OmeError('failed', `${source} holds more than ${mostFiles} files`)
      const {type, name} = entry.header
      const content = await buffer(entry)
      if (type === 'file') files.push({path: name, bytes: content})
    }
  } catch (cause) {
    if (cause instanceof OmeError) throw cause
    throw new OmeError('failed', `${source} is no whole archive`, ['it may have been cut off on its way'], {cause})
  }
  return files
}
