import {once} from 'node:events'
import {chmod, mkdir, mkdtemp, open, readdir, rename, rm, rmdir, stat, writeFile} from 'node:fs/promises'
import {basename, dirname, join, resolve} from 'node:path'
import {createGzip} from 'node:zlib'
import {OmeError} from '@ome/sdk/errors'
import type {BundleTarget, BundleWriter} from '../domain/bundle.ts'
import {tarEnd, tarEntry} from './tar.ts'

/** Writes beside the target and renames in the end: what is there is whole, and for its owner alone. */
export const bundleTarget = (cwd: string, now: () => Date): BundleTarget => ({
  async open(path) {
    const target = resolve(cwd, path)
    const isArchive = /\.(tgz|tar\.gz)$/.test(target)
    await refuseFull(target, path, isArchive)
    await mkdir(dirname(target), {recursive: true})
    return isArchive ? await archive(target, now) : await folder(target)
  },
})

async function refuseFull(target: string, typed: string, isArchive: boolean): Promise<void> {
  const there = await entriesOf(target)
  if (there === undefined || (there.length === 0 && !isArchive)) return
  throw new OmeError(
    'conflict',
    `${typed} is there already, and was left as it is`,
    ['choose another place with --to'],
    {object: target},
  )
}

/** Undefined where nothing is; one entry for a file. */
async function entriesOf(target: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(target)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    if (code !== 'ENOTDIR') throw error
    // Either it is a file, or a folder above it is: only the first is there.
    await stat(target)
    return [target]
  }
}

async function folder(target: string): Promise<BundleWriter> {
  const partial = await mkdtemp(join(dirname(target), `.${basename(target)}-`))
  await chmod(partial, 0o700)
  return {
    async write(path, text) {
      const file = join(partial, path)
      await mkdir(dirname(file), {recursive: true, mode: 0o700})
      await writeFile(file, text, {mode: 0o600})
      return Buffer.byteLength(text)
    },
    async finish() {
      if ((await entriesOf(target)) !== undefined) await rmdir(target)
      await rename(partial, target)
    },
    discard: () => rm(partial, {recursive: true, force: true}),
  }
}

async function archive(target: string, now: () => Date): Promise<BundleWriter> {
  const beside = await mkdtemp(join(dirname(target), `.${basename(target)}-`))
  const partial = join(beside, 'partial')
  const file = await open(partial, 'wx', 0o600)
  const stream = file.createWriteStream()
  const gzip = createGzip()
  gzip.pipe(stream)
  const root = basename(target).replace(/\.(tgz|tar\.gz)$/, '')
  return {
    async write(path, text) {
      const data = Buffer.from(text)
      if (!gzip.write(tarEntry(`${root}/${path}`, data, now()))) await once(gzip, 'drain')
      return data.length
    },
    async finish() {
      gzip.end(tarEnd)
      await once(stream, 'close')
      await rename(partial, target)
      await rmdir(beside)
    },
    async discard() {
      gzip.destroy()
      stream.destroy()
      await rm(beside, {recursive: true, force: true})
    },
  }
}
