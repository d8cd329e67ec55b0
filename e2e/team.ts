import assert from 'node:assert/strict'
import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {Machine, type Result} from './program.ts'

/** The image of the example that looks at the GPUs of a node; the sandbox has a stand-in for it. */
export const image = 'ghcr.io/ome/ome-gpu-probe@sha256:005058278aed23641e24a8ce0feb22a30be56b4fec344b7fe02f7dbeb764017c'

const resources = {limits: {cpu: '200m', memory: '128Mi'}}
const run = {image, command: ['/probe'], serviceAccount: 'gpu-probe', resources, timeoutSeconds: 3600}
const patchNodes = {apiGroups: [''], resources: ['nodes'], verbs: ['patch'], scope: 'cluster', why: 'takes a node out'}
const readLimits = {apiGroups: [''], resources: ['configmaps'], verbs: ['get'], scope: 'namespace', why: 'reads limits'}
const example = (id: string) => ({examples: [`<%= config.bin %> ${id}`]})
const probe = {...example('fleet probe'), summary: 'Look at the GPUs of a node', needs: [], risk: 'write', run}
const cordon = {
  ...example('fleet cordon'),
  summary: 'Take a node out of service',
  needs: [patchNodes],
  risk: 'write',
  run,
}

/** What the first release of the team's plugin can do: one command for everybody, one for operators. */
export const firstCommands = {'fleet:probe': probe, 'fleet:cordon': cordon}

/** The same, and the command for everybody may read more. */
export const widerCommands = {...firstCommands, 'fleet:probe': {...probe, needs: [{...readLimits, optional: true}]}}

/** A Job that somebody writes to borrow the account of the command. */
export const ownJob = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {name: 'mine', namespace: 'ml-models'},
  spec: {
    template: {
      spec: {
        restartPolicy: 'Never',
        serviceAccountName: 'gpu-probe',
        containers: [{name: 'mine', image: 'docker.io/library/busybox:1', command: ['sh']}],
      },
    },
  },
}

/** A machine on which npm has no settings but those of its home. */
export class Desk extends Machine {
  constructor() {
    super()
    const settings = Object.keys(process.env).filter((name) => /^npm_/i.test(name))
    this.env = {...this.env, ...Object.fromEntries(settings.map((name) => [name, undefined]))}
  }

  /** Puts a file into the home; gives its path. */
  write(name: string, text: string): string {
    const path = join(this.home, name)
    mkdirSync(dirname(path), {recursive: true})
    writeFileSync(path, text, {mode: 0o600})
    return path
  }

  /** Runs a line of `ome`, which must succeed. */
  async does(line: string): Promise<Result> {
    return succeeded(await this.ome(...line.split(' ')), `ome ${line}`)
  }

  async kubectlDoes(line: string): Promise<Result> {
    return succeeded(await this.kubectl(...line.split(' ')), `kubectl ${line}`)
  }

  /** Runs a line of `ome`, which must be refused with this code and an empty stdout; gives the error and its hints. */
  async refused(line: string, code: number): Promise<string> {
    const result = await this.ome(...line.split(' '))
    assert.deepEqual([result.code, result.out], [code, ''], `ome ${line}\n${result.err}`)
    return result.err.slice(result.err.indexOf('error: '))
  }

  /** Version of an installed plugin. */
  async releaseOf(plugin: string): Promise<string> {
    const {items} = JSON.parse((await this.does('plugin list -o json')).out)
    return items.find((one: {package: string}) => one.package === plugin)?.version
  }
}

/** A result that must be one of success. */
export function succeeded(result: Result, what: string): Result {
  assert.equal(result.code, 0, `${what} ended with ${result.code}:\n${result.out}\n${result.err}`)
  return result
}

/** Gives a person the kubeconfig with one context of the admin's, at a namespace, where kubectl looks for it. */
export async function giveContext(to: Desk, admin: Desk, context: string, namespace: string): Promise<void> {
  const {out} = await admin.kubectlDoes(`config view --raw --flatten --minify --context ${context}`)
  to.write('.kube/config', out)
  await to.kubectlDoes(`config set-context --current --namespace ${namespace}`)
}

/** The team's policy, as the ConfigMap that every client of the cluster reads. */
export const clusterPolicy = `apiVersion: v1
kind: ConfigMap
metadata: {name: ome-cli-policy, namespace: kube-public}
data:
  policy.yaml: |
    registries: [corp]
    deny:
      - command: delete
        message: nothing is deleted by hand
        contact: "#ml-platform"
    remote:
      images: ["${image}"]
      serviceAccounts: [gpu-probe]
      namespaces: [ml-models, team-b]
`
