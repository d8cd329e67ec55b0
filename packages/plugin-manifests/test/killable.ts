import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {kubeClient} from '@ome/sdk/client'
import type {KubeClient} from '@ome/sdk/kube'
import {type CommandClass, run} from '@ome/testkit/run'

// A command in a process of its own, which ends itself as kill -9 would at one of its requests:
// COMMAND-FILE KUBECONFIG FOLDER REQUEST WORD…
const [file = '', kubeconfig = '', folder = '', last = '', ...words] = process.argv.slice(2)
const {default: command} = (await import(pathToFileURL(file).href)) as {readonly default: CommandClass}
const env = Object.fromEntries(Object.entries(process.env).flatMap(([key, value]) => (value ? [[key, value]] : [])))
let requests = 0

const client = (signal: AbortSignal): Promise<KubeClient> =>
  kubeClient(
    {kubeconfig},
    {
      env: {},
      cwd: folder,
      home: folder,
      cacheFolder: join(folder, 'cache'),
      signal,
      version: '0.0.0',
      plugin: 'test',
      canAsk: false,
      now: () => new Date(),
      onRequest() {
        if (++requests === Number(last)) process.kill(process.pid, 'SIGKILL')
      },
    },
  )
const {code, out, err} = await run(command, words, {
  kube: (_options, signal) => client(signal),
  cwd: folder,
  data: join(folder, 'data'),
  env,
})
process.stdout.write(out)
process.stderr.write(err)
process.exitCode = code
