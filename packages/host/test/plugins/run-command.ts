import assert from 'node:assert/strict'
import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {PassThrough} from 'node:stream'
import {type Context, contextKey} from '@ome/sdk/context'
import type {KubeClient} from '@ome/sdk/kube'
import {exitCodeOf} from '@ome/sdk/runtime'
import {type HeldPolicy, policyKey} from '../../src/policy/policy-key.ts'
import type {PolicyFiles} from '../../src/policy/policy-places.ts'
import {noPolicyFiles} from '../../src/policy/policy-places.ts'
import {now, type Workshop} from './workshop.ts'

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Around {
  readonly cwd?: string
  /** What is typed at a terminal; without it there is none. */
  readonly typed?: string
  readonly settings?: Readonly<Record<string, unknown>>
  readonly policies?: PolicyFiles
  readonly kube?: KubeClient
  readonly env?: Context['env']
}

interface Runnable {
  id: string
  new (argv: string[], config: never): {_run(): Promise<unknown>}
}

/** Runs a command of the host over a workshop's data folder and registry, in process. */
export async function runCommand(
  shop: Workshop,
  command: unknown,
  argv: readonly string[],
  {cwd = shop.home, typed, settings = {}, policies = noPolicyFiles, kube, env = {}}: Around = {},
): Promise<Ended> {
  const written = {out: '', err: ''}
  const isTTY = typed !== undefined
  const held: HeldPolicy = {files: policies, manages: false}
  const context: Context = Object.assign(
    {
      io: {
        out: (text: string) => {
          written.out += text
        },
        err: (text: string) => {
          written.err += text
        },
        stdin: keyboard(typed),
        width: 80,
        height: 24,
        isTTY: false,
        errIsTTY: isTTY,
        colour: false,
        unicode: true,
        canPrompt: isTTY,
        onResize: () => () => {},
      },
      now: () => now,
      signal: new AbortController().signal,
      env,
      cwd,
      folders: {config: shop.home, data: shop.data, cache: join(shop.home, 'cache')},
      settings: {get: (key: string) => settings[key], origin: () => undefined},
      bin: 'ome',
      plugin: 'host',
      namespace: async () => 'default',
      kube: async () => kube ?? assert.fail('no command of these speaks to a cluster'),
      onExit: () => {},
    },
    {[policyKey]: held},
  )
  const config = {bin: 'ome', options: {[contextKey]: context}, runHook: async () => ({successes: [], failures: []})}
  const Command = command as Runnable
  try {
    await new Command([...argv], config as never)._run()
    return {code: 0, ...written}
  } catch (error) {
    const code = exitCodeOf(error)
    if (code === undefined) throw error
    return {code, ...written}
  }
}

function keyboard(typed: string | undefined): PassThrough {
  const keys = new PassThrough()
  if (typed !== undefined) keys.write(typed)
  return keys
}

export function put(path: string, text: string): void {
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, text)
}
