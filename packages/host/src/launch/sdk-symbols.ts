import {hostApi} from '@ome/installer/install/host-api'
import {OmeError} from '@ome/sdk/errors'
import type {SharedModules} from './hand-over.ts'

/** What a bundle takes of the sdk, as its build wrote it down. */
export interface SdkUse {
  /** Version it was built with. */
  readonly version: string
  /** Names per module. */
  readonly uses: Readonly<Record<string, readonly string[]>>
}

interface Asking {
  readonly name: string
  readonly version: string
}

/** Refuses a plugin built with a newer sdk that uses something of it which this one has not, before any of it runs. */
export function demandSymbols(plugin: Asking, sdk: SdkUse, shared: SharedModules): void {
  for (const [module, names] of Object.entries(sdk.uses)) {
    const load = Object.hasOwn(shared, module) ? shared[module] : undefined
    if (load === undefined) throw lacking(plugin, module, sdk.version)
    const given = Object(load())
    const missing = names.find((name) => !(name in given))
    if (missing !== undefined) throw lacking(plugin, `${missing} of ${module}`, sdk.version)
  }
}

/** The same for a bundle whose build wrote nothing down, from the error of loading it; undefined for other errors. */
export function lackingModule(plugin: Asking & {readonly hostApi?: string}, error: unknown): OmeError | undefined {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND'
  const module = isMissing ? /'(@ome\/sdk\/[^']+)'/.exec(error.message)?.[1] : undefined
  return module === undefined ? undefined : lacking(plugin, module, plugin.hostApi ?? 'of another version', error)
}

const lacking = ({name, version}: Asking, what: string, made: string, cause?: unknown): OmeError =>
  new OmeError(
    'conflict',
    `plugin ${name} ${version} needs ${what} from sdk ${made}; this ome has sdk ${hostApi}`,
    ['upgrade ome', `see releases for this one: ome plugin describe ${name}`],
    {object: `plugin/${name}`, ...(cause === undefined ? {} : {cause})},
  )
