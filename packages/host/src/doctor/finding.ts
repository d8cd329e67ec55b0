import type {Context} from '@ome/sdk/context'
import type {DescribedPlugins} from '../routes/described-plugins.ts'

export type Health = 'ok' | 'warn' | 'fail'

export interface Finding {
  /** What was looked at: `node`, `registry`, `alias`, … */
  readonly check: string
  readonly status: Health
  readonly message: string
  /** The command that puts it right. */
  readonly fix?: string
  /** What was done about it. */
  readonly done?: string
  /** Puts it right where that can harm nothing; resolves to what it did. */
  readonly repair?: () => Promise<string>
}

/** What probes look at. Expensive parts are functions, made once. */
export interface Scene {
  readonly context: Context
  /** Path the program was started by. */
  readonly program: string
  readonly plugins: () => Promise<DescribedPlugins>
}

export interface Probe {
  readonly title: string
  readonly run: (scene: Scene, signal: AbortSignal) => Promise<readonly Finding[]>
}

export const ok = (check: string, message: string): Finding => ({check, status: 'ok', message})

export const warn = (check: string, message: string, fix?: string): Finding => ({
  check,
  status: 'warn',
  message,
  ...(fix === undefined ? {} : {fix}),
})

export const fail = (check: string, message: string, fix?: string): Finding => ({
  check,
  status: 'fail',
  message,
  ...(fix === undefined ? {} : {fix}),
})

/** The first command of an error's hints: `see it: ome x` is `ome x`. */
export const fixOf = (hints: readonly string[] = []): string | undefined =>
  hints[0]?.replace(/^[^:]*: (?=ome |npm |rm )/, '')
