import {existsSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {readPlainFile} from '@ome/sdk/disk/plain-file'
import {OmeError} from '@ome/sdk/errors'
import {expected, fits, settingRules} from './schema.ts'

/** Data only: a project's file must not be able to run code. */
const fileNames = ['.omerc', '.omerc.yaml', '.omerc.yml', '.omerc.json']
const longest = 1024 * 1024

export interface ProjectFile {
  readonly path: string
  readonly values: Readonly<Record<string, unknown>>
  /** One line when the file holds keys that a project may not set. */
  readonly notice?: string
}

/** The nearest project file from a folder up to its repository, the home folder or the root; undefined without one. */
export function findProjectFile(cwd: string, home: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = fileNames.map((name) => join(folder, name)).find((path) => existsSync(path))
    if (found) return found
    if (folder === home || folder === dirname(folder) || existsSync(join(folder, '.git'))) return undefined
  }
}

/** Reads a project file and keeps what a project may set: `namespace` and `preferences`. */
export async function readProjectFile(path: string): Promise<ProjectFile> {
  const values = await load(path)
  const preferences = isRecord(values['preferences']) ? values['preferences'] : {}
  const flat = {
    ...(values['namespace'] === undefined ? {} : {namespace: values['namespace']}),
    ...prefixed('preferences', preferences),
  }
  for (const [key, value] of Object.entries(flat)) {
    const rule = settingRules[key]
    if (rule && !fits(rule, value))
      throw new OmeError(
        'usage',
        `${path}: ${key}: must be ${expected(rule)}, not ${JSON.stringify(value)}`,
        [`correct ${key} in ${path}`],
        {object: path},
      )
  }
  const ignored = [
    ...Object.keys(values).filter((key) => key !== 'namespace' && key !== 'preferences'),
    ...Object.keys(flat).filter((key) => !settingRules[key]),
  ]
  return {
    path,
    values: {
      ...(values['namespace'] === undefined ? {} : {namespace: values['namespace']}),
      preferences: Object.fromEntries(
        Object.entries(preferences).filter(([key]) => settingRules[`preferences.${key}`]),
      ),
    },
    ...(ignored.length > 0
      ? {notice: `${path}: ${ignored.join(', ')} ignored: a project file may set namespace and preferences only`}
      : {}),
  }
}

async function load(path: string): Promise<Record<string, unknown>> {
  const {cosmiconfig} = await import('cosmiconfig')
  try {
    readPlainFile(path, longest)
    const found = await cosmiconfig('ome', {searchPlaces: fileNames}).load(path)
    const config: unknown = found?.config ?? {}
    if (isRecord(config)) return config
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause)
    throw new OmeError('usage', `${path} cannot be read: ${reason}`, [`correct it, or remove it: ${path}`], {
      cause,
      object: path,
    })
  }
  throw new OmeError(
    'usage',
    `${path} must hold keys and values, such as "namespace: default"`,
    [`correct it, or remove it: ${path}`],
    {object: path},
  )
}

const prefixed = (section: string, values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${section}.${key}`, value]))

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
