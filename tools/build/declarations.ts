import {spawnSync} from 'node:child_process'
import {globSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join, posix} from 'node:path'
import {readPackage} from './package-file.ts'

/** Declares all modules of these packages in `out/<package>/src/…`. Throws with the compiler's words. */
export function makeDeclarations(root: string, out: string, packages: readonly string[]): void {
  const project = join(out, 'tsconfig.json')
  const files = packages
    .flatMap((name) => globSync(`packages/${name}/src/**/*.ts`, {cwd: root}))
    .filter((file) => !file.endsWith('.test.ts'))
  mkdirSync(out, {recursive: true})
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        emitDeclarationOnly: true,
        declaration: true,
        // `npm run check` does that for everything.
        noCheck: true,
        outDir: out,
        rootDir: join(root, 'packages'),
        typeRoots: [join(root, 'node_modules/@types')],
      },
      include: [],
      files: files.map((file) => join(root, file)),
    }),
  )
  const {status, stdout, error} = spawnSync('tsc', ['-p', project], {cwd: root, encoding: 'utf8'})
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`the declarations cannot be made:\n${stdout}`)
}

/**
 * Copies the declarations that the entries of a package reach. Modules of packages that become part of it are reached
 * by path; `@ome/sdk/…` stays, unless the package is the sdk itself.
 */
export function copyDeclarations(
  root: string,
  from: string,
  to: string,
  folder: string,
  entries: readonly string[],
): void {
  const open = entries.map((file) => moduleName(folder, file))
  const seen = new Set<string>()
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    const module = at
    const text = readFileSync(join(from, `${module}.d.ts`), 'utf8')
    const changed = text.replace(/\b(from |import\()(['"])([^'"]+)\2/g, (whole, before: string, _, name: string) => {
      const target = targetOf(root, folder, module, name)
      if (target === undefined) return whole
      open.push(target)
      const path = posix.relative(posix.dirname(placeOf(module)), placeOf(target))
      return `${before}'${path.startsWith('.') ? path : `./${path}`}.js'`
    })
    const file = join(to, `${placeOf(module)}.d.ts`)
    mkdirSync(dirname(file), {recursive: true})
    writeFileSync(file, changed)
  }
}

/** `./src/kube/client.ts` of `sdk` is the module `sdk/src/kube/client`. */
const moduleName = (folder: string, file: string): string => posix.join(folder, file).replace(/\.ts$/, '')

const placeOf = (module: string): string => module.replace('/src/', '/')

/** The module that an import of another one means, when it is to be copied too. */
function targetOf(root: string, folder: string, module: string, name: string): string | undefined {
  if (name.startsWith('.')) return posix.join(posix.dirname(module), name.replace(/\.ts$/, ''))
  const [scope, part = '', ...path] = name.split('/')
  if (scope !== '@ome' || (part === 'sdk' && folder !== 'sdk')) return undefined
  const file = readPackage(root, part).exports[`./${path.join('/')}`]
  if (file === undefined) throw new Error(`${module} imports ${name}, which is no sub-path of its package`)
  return moduleName(part, file)
}
