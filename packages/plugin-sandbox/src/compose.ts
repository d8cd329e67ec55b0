import {join, resolve} from 'node:path'
import type {Context} from '@ome/sdk/context'
import type {SandboxControl} from './domain/control.ts'
import type {SnapshotFile} from './domain/private-file.ts'
import type {SandboxHost, SandboxRecord} from './domain/sandbox.ts'
import type {WorkingFolder} from './domain/working-files.ts'
import {sandboxControl} from './kube/sandbox-control.ts'
import {sandboxHost} from './process/sandbox-host.ts'
import {snapshotFile} from './process/snapshot-file.ts'
import {workingFolder} from './process/working-folder.ts'

/** In the bundle the server lies beside this file, in the sources one folder has both as well. */
const entry = typeof __dirname === 'string' ? join(__dirname, 'serve.cjs') : join(import.meta.dirname, 'serve.ts')

export const sandbox = ({folders, env, signal}: Context): SandboxHost =>
  sandboxHost({data: folders.data, cache: folders.cache, env, signal, entry})

/** A folder as the person wrote it, seen from the working folder. */
export const folderAt = ({cwd}: Context, path: string): WorkingFolder => workingFolder(resolve(cwd, path))

/** The interface of a running sandbox to its own emulation. */
export const control = async (context: Context, {control: kubeconfig}: SandboxRecord): Promise<SandboxControl> =>
  sandboxControl(await context.kube({kubeconfig, context: 'admin'}))

/** A snapshot file as the person named it. */
export const snapshot = ({cwd}: Context, path: string): SnapshotFile => snapshotFile(resolve(cwd, path), path)

const pauseMs = 300

/** A short wait that Ctrl-C ends with its error. */
export const pauseOf =
  ({signal}: Context) =>
  (): Promise<void> =>
    new Promise((settle, reject) => {
      signal.throwIfAborted()
      const abort = (): void => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', abort)
        settle()
      }, pauseMs)
      signal.addEventListener('abort', abort, {once: true})
    })
