// npm run docs: the reference pages, one per plugin, from the manifests. --check fails when a page is stale.
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

interface Flag {
  readonly name: string
  readonly char?: string
  readonly description?: string
  readonly summary?: string
  readonly type: 'boolean' | 'option'
  readonly options?: readonly string[]
  readonly default?: unknown
  readonly required?: boolean
  readonly multiple?: boolean
  readonly hidden?: boolean
  readonly helpGroup?: string
  readonly helpValue?: string | readonly string[]
}

interface Arg {
  readonly name: string
  readonly description?: string
  readonly required?: boolean
  readonly hidden?: boolean
}

interface Need {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
  readonly scope: string
  readonly optional?: boolean
  readonly way?: string
  readonly why: string
}

interface Command {
  readonly id: string
  readonly summary?: string
  readonly description?: string
  readonly aliases?: readonly string[]
  readonly examples?: readonly (string | {readonly description?: string; readonly command: string})[]
  readonly args?: Readonly<Record<string, Arg>>
  readonly flags?: Readonly<Record<string, Flag>>
  readonly hidden?: boolean
  readonly strict?: boolean
  readonly needs?: readonly Need[]
  readonly risk?: string
}

interface Manifest {
  readonly commands: Readonly<Record<string, Command>>
}

const target = 'docs/reference'
const words = (id: string): string => `ome ${id.replaceAll(':', ' ')}`
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;')
const fill = (text: string, id: string): string =>
  text.replaceAll(/<%=\s*config\.bin\s*%>/g, 'ome').replaceAll(/<%=\s*command\.id\s*%>/g, id.replaceAll(':', ' '))

const usage = (command: Command): string => {
  const args = Object.values(command.args ?? {}).filter((arg) => !arg.hidden)
  const operands = args.map((arg) => (arg.required ? arg.name.toUpperCase() : `[${arg.name.toUpperCase()}]`))
  if (command.strict === false) operands.push('...')
  return [words(command.id), ...operands, '[flags]'].join(' ')
}

const isGlobal = (flag: Flag): boolean => flag.helpGroup === 'GLOBAL'

function flagRows(flags: readonly Flag[]): string[] {
  if (flags.length === 0) return []
  const rows = flags.map((flag) => {
    const short = flag.char ? `-${flag.char}, ` : ''
    const hint = typeof flag.helpValue === 'string' ? flag.helpValue : 'VALUE'
    const value = flag.type === 'option' ? ` ${flag.options?.join('\\|') ?? cell(hint)}` : ''
    const preset =
      flag.default === undefined || flag.default === false ? '' : ` Default: \`${cell(String(flag.default))}\`.`
    return `| \`${short}--${flag.name}${value}\` | ${cell(flag.summary ?? flag.description ?? '')}${flag.required ? ' Required.' : ''}${preset} |`
  })
  return ['', '| Flag | Meaning |', '|---|---|', ...rows]
}

function commandSection(command: Command): string {
  const lines = [`## ${words(command.id)}`, '', command.summary ?? '', '', '```', usage(command), '```']
  if (command.description) lines.push('', fill(command.description, command.id))
  const args = Object.values(command.args ?? {}).filter((arg) => !arg.hidden && arg.description)
  if (args.length > 0)
    lines.push(
      '',
      '| Operand | Meaning |',
      '|---|---|',
      ...args.map((arg) => `| \`${arg.name.toUpperCase()}\` | ${cell(arg.description ?? '')} |`),
    )
  lines.push(...flagRows(Object.values(command.flags ?? {}).filter((flag) => !flag.hidden && !isGlobal(flag))))
  const examples = command.examples ?? []
  if (examples.length > 0) {
    const shown = examples.map((example) =>
      typeof example === 'string'
        ? fill(example, command.id)
        : `# ${example.description ?? ''}\n${fill(example.command, command.id)}`,
    )
    lines.push('', '```sh', ...shown, '```')
  }
  if (command.aliases?.length)
    lines.push('', `Also: ${command.aliases.map((alias) => `\`${words(alias)}\``).join(', ')}.`)
  const needs = command.needs ?? []
  if (needs.length > 0) {
    lines.push('', 'Rights:', '')
    for (const need of needs) {
      const groups = need.apiGroups.map((group) => (group ? `.${group}` : '')).join(', ')
      lines.push(
        `- ${need.verbs.join(', ')} \`${need.resources.join(', ')}${groups}\` (${need.scope})${need.optional ? ', optional' : ''}${need.way === undefined ? '' : `, one way (${need.way})`}: ${need.why}`,
      )
    }
  }
  return lines.join('\n')
}

function page(title: string, about: string, manifest: Manifest): string {
  const commands = Object.values(manifest.commands)
    .filter((command) => !command.hidden)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const overview = commands.map(
    (command) =>
      `| [\`${words(command.id)}\`](#${words(command.id).replaceAll(' ', '-')}) | ${cell(command.summary ?? '')} | ${command.risk ?? ''} |`,
  )
  return `${[
    '<!-- Generated from the manifest by `npm run docs`; do not edit. -->',
    `# ${title}`,
    '',
    about,
    '',
    '| Command | Does | Risk |',
    '|---|---|---|',
    ...overview,
    '',
    commands.map(commandSection).join('\n\n'),
  ].join('\n')}\n`
}

function globalPage(manifests: readonly Manifest[]): string {
  const command = manifests
    .flatMap((manifest) => Object.values(manifest.commands))
    .find((one) => Object.values(one.flags ?? {}).some(isGlobal))
  const flags = Object.values(command?.flags ?? {}).filter((flag) => isGlobal(flag) && !flag.hidden)
  return `${['<!-- Generated from the manifest by `npm run docs`; do not edit. -->', '# Global flags', '', 'Every command takes these. Each has an environment variable `OME_<FLAG>`.', ...flagRows(flags)].join('\n')}\n`
}

function pages(): Map<string, string> {
  const made = new Map<string, string>()
  const manifests: Manifest[] = []
  const folders = readdirSync('packages').filter((folder) => folder === 'host' || folder.startsWith('plugin-'))
  for (const folder of folders) {
    const path = [
      join('packages', folder, 'oclif.manifest.json'),
      join('packages', folder, 'dist', 'oclif.manifest.json'),
    ].find(existsSync)
    if (!path) throw new Error(`packages/${folder} has no manifest: run \`npm run build\` first`)
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest
    const {description = ''} = JSON.parse(readFileSync(join('packages', folder, 'package.json'), 'utf8')) as {
      description?: string
    }
    manifests.push(manifest)
    const name = folder.replace('plugin-', '')
    made.set(`${name}.md`, page(folder === 'host' ? 'Host commands' : `Plugin ${name}`, `${description}.`, manifest))
  }
  made.set('global-flags.md', globalPage(manifests))
  return made
}

const wanted = pages()
const present = existsSync(target) ? readdirSync(target) : []
if (process.argv.includes('--check')) {
  const stale = [...wanted]
    .filter(([name, text]) => !present.includes(name) || readFileSync(join(target, name), 'utf8') !== text)
    .map(([name]) => name)
  const surplus = present.filter((name) => !wanted.has(name))
  for (const name of [...stale, ...surplus]) process.stdout.write(`${target}/${name} is stale: run \`npm run docs\`\n`)
  process.exitCode = stale.length + surplus.length === 0 ? 0 : 1
} else {
  mkdirSync(target, {recursive: true})
  for (const name of present) if (!wanted.has(name)) rmSync(join(target, name))
  for (const [name, text] of wanted) writeFileSync(join(target, name), text)
  process.stdout.write(`${wanted.size} pages in ${target}\n`)
}
