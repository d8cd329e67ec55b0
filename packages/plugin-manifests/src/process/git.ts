import {randomBytes} from 'node:crypto'
import {existsSync} from 'node:fs'
import {mkdir, rename, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {Readable} from 'node:stream'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {type Git, type GitSurroundings, gitProgram} from '@ome/sdk/git-program'
import type {Manifest} from '@ome/sdk/manifest'
import {readManifests} from '@ome/sdk/manifest-files'
import type {Repositories, Repository} from '../domain/gitops.ts'
import {copyOf, draftIn, removeStale} from './copies.ts'
import {buildKustomization, isKustomization} from './kustomize.ts'

/**
 * Repositories by the `git` program of this machine, with the person's own keys and credential helpers. The copy of one
 * has no files checked out: each reading has a folder of its own, so that two runs do not disturb each other.
 */
export function gitRepositories(around: GitSurroundings): Repositories {
  const git = gitProgram(around)
  return {
    async open(repo, branch) {
      await mkdir(around.folder, {recursive: true, mode: 0o700})
      await removeStale(around.folder, around.now())
      const copy = copyOf(around.folder, repo)
      if (!existsSync(copy) || !(await refreshed(git, copy))) await clone(git, repo, copy)
      return repository(git, {copy, branch, around})
    },
  }
}

/** False: the copy is of no use any more, as after a run that was killed. */
async function refreshed(git: Git, copy: string): Promise<boolean> {
  try {
    await git(['fetch', '--prune', 'origin'], {cwd: copy, remote: true})
    return true
  } catch (error) {
    if (isOmeError(error) && error.kind === 'failed') return false
    throw error
  }
}

/** A clone that was interrupted is no copy: it gets its name, in place of an old one, when it is whole. */
async function clone(git: Git, repo: string, copy: string): Promise<void> {
  const [draft, old] = [draftIn(dirname(copy)), draftIn(dirname(copy))]
  try {
    await git(['init', '--quiet', '--bare', '--', draft])
    await git(['remote', 'add', '--', 'origin', repo], {cwd: draft})
    await git(['fetch', 'origin'], {cwd: draft, remote: true})
    if (existsSync(copy)) await rename(copy, old)
    // Another run may have been faster; its copy is as good.
    await rename(draft, copy).catch((error: unknown) => {
      if (!existsSync(copy)) throw error
    })
  } finally {
    await Promise.all([draft, old].map((each) => rm(each, {recursive: true, force: true})))
  }
}

interface Copy {
  readonly copy: string
  readonly branch: string
  readonly around: GitSurroundings
}

function repository(git: Git, {copy, branch, around}: Copy): Repository {
  const remote = `refs/remotes/origin/${branch}`
  const commitOf = async (ref: string): Promise<string | undefined> =>
    (await git(['for-each-ref', '--format=%(objectname)', ref], {cwd: copy})) || undefined
  return {
    isEmpty: async () => (await commitOf('refs/remotes/origin')) === undefined,
    has: async (commit, path) => (await git(['ls-tree', '-d', '--name-only', commit, '--', path], {cwd: copy})) !== '',
    head: () => commitOf(remote),
    manifestsAt: (commit, path) =>
      inFolder(copy, async ({tree, index}) => {
        await git(['checkout', '--quiet', '--force', commit, '--', '.'], {cwd: copy, tree, index}).catch(orGone(commit))
        return await manifestsIn(tree, path, around).catch(ofCommit(commit, tree))
      }),
    publish: (files, message) =>
      inFolder(copy, async ({tree, index}) => {
        for (const [path, text] of Object.entries(files)) {
          await mkdir(dirname(join(tree, path)), {recursive: true})
          await writeFile(join(tree, path), text)
        }
        await git(['add', '--force', '--', ...Object.keys(files)], {cwd: copy, tree, index})
        const author = await authorOf(git, copy)
        const written = await git(['write-tree'], {cwd: copy, tree, index})
        const commit = await git([...author, 'commit-tree', written, '-m', message], {cwd: copy})
        await git(['push', 'origin', `${commit}:refs/heads/${branch}`], {cwd: copy, remote: true})
        return commit
      }),
  }
}

const orGone = (commit: string) => (cause: unknown) => {
  throw new OmeError('not-found', `the repository has no commit ${commit.slice(0, 12)} any more`, [], {cause})
}

/** What is wrong with the files is no fault of the command line; a person knows the commit, not where its copy lies. */
const ofCommit = (commit: string, tree: string) => (error: unknown) => {
  if (!isOmeError(error) || (error.kind !== 'usage' && error.kind !== 'failed')) throw error
  const known = (text: string): string => text.replaceAll(`${tree}/`, '')
  const message = `commit ${commit.slice(0, 12)}: ${known(error.message)}`
  throw new OmeError('failed', message, error.hints.map(known), {cause: error})
}

interface Place {
  readonly tree: string
  readonly index: string
}

/** Work in a folder of files that is gone afterwards. */
async function inFolder<Result>(copy: string, work: (place: Place) => Promise<Result>): Promise<Result> {
  const folder = draftIn(dirname(copy))
  const tree = join(folder, 'tree')
  try {
    await mkdir(tree, {recursive: true})
    return await work({tree, index: join(folder, `index-${randomBytes(4).toString('hex')}`)})
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

/** Commits carry the person's name where git knows one. */
async function authorOf(git: Git, copy: string): Promise<readonly string[]> {
  try {
    await git(['config', 'user.email'], {cwd: copy})
    return []
  } catch (error) {
    if (!isOmeError(error)) throw error
    return ['-c', 'user.name=ome', '-c', 'user.email=ome@localhost']
  }
}

async function manifestsIn(tree: string, path: string, {env, signal}: GitSurroundings): Promise<readonly Manifest[]> {
  const folder = join(tree, path)
  if (!existsSync(folder)) throw new OmeError('not-found', `the repository has no folder "${path}" at this commit`)
  const found = isKustomization(folder)
    ? await buildKustomization(folder, {cwd: tree, env, signal})
    : await readManifests([path], {stdin: Readable.from([]), cwd: tree, recursive: true})
  // A person knows the folder of the repository, not where its copy lies.
  return found.map(({object, source}) => ({object, source: source.replace(`${tree}/`, '')}))
}
