import {createHash, randomBytes} from 'node:crypto'
import {existsSync} from 'node:fs'
import {mkdir, rename, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {Readable} from 'node:stream'
import {OmeError} from '@ome/sdk/errors'
import type {Manifest} from '@ome/sdk/manifest'
import {readManifests} from '@ome/sdk/manifest-files'
import type {Repositories, Repository} from '../domain/gitops.ts'
import {buildKustomization} from './kustomize.ts'
import {runProgram} from './program.ts'

export interface GitSurroundings {
  /** Copies of repositories lie below it. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/** Git runs no programs that an address names, and never waits for a password nobody can type. */
const careful = {GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh', GIT_TERMINAL_PROMPT: '0'}

type Git = (words: readonly string[], cwd?: string) => Promise<string>

/** Repositories by the `git` program of this machine, with the person's own keys and credential helpers. */
export function gitRepositories({folder, env, signal}: GitSurroundings): Repositories {
  const around = {env: {...env, ...careful}, signal}
  const git: Git = async (words, cwd = folder) => {
    const ended = await runProgram('git', words, {cwd, ...around})
    if (!ended) throw new OmeError('failed', 'there is no git on PATH', ['install git'])
    if (ended.code === 0) return ended.out.trim()
    throw gitError(words[0] ?? '', ended.complaint)
  }
  return {
    async open(repo, branch) {
      await mkdir(folder, {recursive: true, mode: 0o700})
      const copy = join(folder, createHash('sha256').update(`${repo}\n${branch}`).digest('hex').slice(0, 16))
      if (existsSync(copy)) await git(['fetch', '--quiet', '--prune', 'origin'], copy)
      else await clone(git, repo, copy)
      return repository(git, {copy, branch, around})
    },
  }
}

/** A clone that was interrupted is no copy: it gets its name when it is whole. */
async function clone(git: Git, repo: string, copy: string): Promise<void> {
  const draft = `${copy}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await git(['clone', '--quiet', '--no-checkout', '--', repo, draft])
    await rename(draft, copy)
  } finally {
    await rm(draft, {recursive: true, force: true})
  }
}

interface Copy {
  readonly copy: string
  readonly branch: string
  readonly around: {readonly env: GitSurroundings['env']; readonly signal: AbortSignal}
}

function repository(git: Git, {copy, branch, around}: Copy): Repository {
  const remote = `refs/remotes/origin/${branch}`
  const checkout = (commit: string): Promise<string> =>
    git(['checkout', '--quiet', '--force', '--detach', commit], copy)
  return {
    async isEmpty() {
      return (await git(['for-each-ref', '--count=1', 'refs/remotes/origin'], copy)) === ''
    },
    async has(commit, path) {
      return (await git(['ls-tree', '-d', '--name-only', commit, '--', path], copy)) !== ''
    },
    async head() {
      const found = await git(['for-each-ref', '--format=%(objectname)', remote], copy)
      return found === '' ? undefined : found
    },
    async manifestsAt(commit, path) {
      if (!/^[0-9a-f]{40,64}$/.test(commit)) throw new OmeError('failed', `"${commit}" is no commit`)
      await checkout(commit)
      await git(['clean', '--quiet', '-fdx'], copy)
      return await manifestsIn(copy, path, around)
    },
    async publish(files, message) {
      for (const [path, text] of Object.entries(files)) {
        const full = join(copy, path)
        await mkdir(dirname(full), {recursive: true})
        await writeFile(full, text)
      }
      await git(['add', '--', ...Object.keys(files)], copy)
      const author = await authorOf(git, copy)
      await git([...author, 'commit', '--quiet', '-m', message], copy)
      await git(['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`], copy)
      return await git(['rev-parse', 'HEAD'], copy)
    },
  }
}

/** Commits carry the person's name where git knows one. */
async function authorOf(git: Git, copy: string): Promise<readonly string[]> {
  try {
    await git(['config', 'user.email'], copy)
    return []
  } catch (error) {
    if (!(error instanceof OmeError)) throw error
    return ['-c', 'user.name=ome', '-c', 'user.email=ome@localhost']
  }
}

const kustomizations = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

async function manifestsIn(copy: string, path: string, around: Copy['around']): Promise<readonly Manifest[]> {
  const folder = join(copy, path)
  if (!existsSync(folder)) throw new OmeError('not-found', `the repository has no folder "${path}" at this commit`)
  const found = kustomizations.some((name) => existsSync(join(folder, name)))
    ? await buildKustomization(folder, {cwd: copy, ...around})
    : await readManifests([path], {stdin: Readable.from([]), cwd: copy, recursive: true})
  // A person knows the folder of the repository, not where its copy lies.
  return found.map(({object, source}) => ({object, source: source.replace(`${copy}/`, '')}))
}

function gitError(verb: string, complaint: string): OmeError {
  const lines = complaint.split('\n').map((line) => line.replace(/^(fatal|error|remote): /, ''))
  const message = `git ${verb}: ${lines[0] ?? 'failed'}`
  const isRemote = /could not (resolve|read)|Connection|repository .* (not found|does not exist)|does not appear to be/i
  const kind = isRemote.test(complaint)
    ? 'unreachable'
    : /rejected|non-fast-forward/.test(complaint)
      ? 'conflict'
      : 'failed'
  return new OmeError(kind, message, kind === 'conflict' ? ['somebody pushed meanwhile: run it again'] : [])
}
