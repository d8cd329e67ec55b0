import {readdir, readFile, stat} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import {orUnreadable} from '@ome/sdk/manifest-files'
import type {PlanFile} from '../domain/plan-input.ts'

const meant = /(^|\/)(generator_config\.ya?ml|best_config_topn\.csv|(exp_)?config\.ya?ml|plan\.json|[^/]*\.json)$/
const mostFiles = 200
const mostBytes = 16 * 2 ** 20

/** The files of a plan: one, or those of a folder of AIConfigurator. Throws `not-found` and `usage`. */
export async function planFiles(path: string, cwd: string): Promise<readonly PlanFile[]> {
  const full = resolve(cwd, path)
  const isFolder = (await orUnreadable(path, stat(full))).isDirectory()
  if (!isFolder) return [await planFile(path, full)]
  const entries = await orUnreadable(path, readdir(full, {recursive: true}))
  const names = entries
    .filter((name) => meant.test(name))
    .sort(byPlan)
    .slice(0, mostFiles)
  if (names.length === 0)
    throw new OmeError('usage', `folder "${path}" holds no plan`, ['it needs a generator_config.yaml'])
  return await Promise.all(names.map((name) => planFile(join(path, name), join(full, name))))
}

/** Disaggregated before aggregated, the best one first. */
const byPlan = (a: string, b: string): number =>
  Number(b.includes('disagg')) - Number(a.includes('disagg')) || a.localeCompare(b, 'en', {numeric: true})

async function planFile(path: string, full: string): Promise<PlanFile> {
  const {size} = await orUnreadable(path, stat(full))
  if (size > mostBytes) throw new OmeError('usage', `"${path}" has more than ${mostBytes / 2 ** 20} MiB`)
  const text = await orUnreadable(path, readFile(full, 'utf8'))
  return {path, text, documents: path.endsWith('.csv') ? [] : await documentsOf(path, text)}
}

async function documentsOf(path: string, text: string): Promise<readonly unknown[]> {
  const {parseAllDocuments} = await import('yaml')
  const parsed = parseAllDocuments(text)
  const documents = Array.isArray(parsed) ? parsed : []
  const [wrong] = documents.flatMap(({errors}) => errors)
  if (wrong) throw new OmeError('usage', `"${path}" cannot be read: ${wrong.message.split('\n')[0]}`)
  return documents.map((document): unknown => document.toJS())
}
