import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import type {Form, Forms} from './form.ts'

const running = (check: Form['check']): Form => ({needs: ['running pods'], check})
const inside = (check: Form['check']): Form => ({needs: ['exec'], check})
const manyLines = 200_000

export const streams: Forms = {
  logs: {
    'one, --tail, --since, --timestamps, --limit-bytes': running(async (k) => {
      assert.equal(await k.until('logs pair', /first 3/), 'first 1\nfirst 2\nfirst 3\n')
      assert.equal(await k.ok('logs pair -c first --tail=1'), 'first 3\n')
      assert.equal(await k.ok('logs pair --since=999h --limit-bytes=7'), 'first 1')
      assert.match(await k.ok('logs pair --timestamps --tail=1'), /^\d{4}-\d\d-\d\dT\S+Z first 3\n$/)
    }),
    '-l, --all-containers, --prefix': running(async (k) => {
      const text = await k.ok('logs -l app=pair --all-containers --prefix')
      assert.match(text, /^\[pod\/pair\/first\] first 3$/m)
      assert.match(text, /^\[pod\/pair\/second\] second 1$/m)
    }),
    'of a deployment': running(async (k) => {
      const {out, err} = await k.run('logs deploy/web')
      assert.match(err, /^Found 2 pods, using pod\/web-/)
      assert.notEqual(out, '')
    }),
    '-p': running(async (k) => {
      await k.until('get pod again -o jsonpath={.status.containerStatuses[0].restartCount}', /[1-9]/)
      assert.equal(await k.until('logs again -p', /./), 'one run\n')
      assert.match(await k.fails('logs pair -p'), /previous terminated container "first" in pod "pair" not found/)
    }),
    '-f': running(async (k) => {
      const script = 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); echo tick $i; sleep 1; done'
      const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: ticks}\nspec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: 'busybox:1.36', command: [sh, -c, '${script}']}]}\n`
      await k.ok('create -f -', {stdin: pod})
      await k.ok('wait pod/ticks --for=condition=Ready --timeout=120s')
      const follow = k.start('logs -f ticks --tail=1')
      const [, first = ''] = await follow.says(/tick (\d+)\n/)
      await follow.says(new RegExp(`^tick ${Number(first) + 2}$`, 'm'))
      await k.ok('delete pod ticks --grace-period=0 --force')
      assert.equal(await follow.ended, 0)
    }),
  },
  exec: {
    'output, errors, exit codes': inside(async (k) => {
      const ran = await k.run(`exec box -- sh -c 'echo out; echo err >&2; exit 3'`)
      assert.deepEqual([ran.code, ran.out], [3, 'out\n'])
      assert.match(ran.err, /^err\n.*command terminated with exit code 3\n$/s)
      assert.match((await k.run('exec box -- no-such-program')).err, /executable file not found/)
    }),
    'input of megabytes': inside(async (k) => {
      const stdin = 'abcdefghi\n'.repeat(manyLines)
      assert.equal((await k.ok('exec -i box -- wc -c', {stdin})).trim(), String(stdin.length))
      assert.equal((await k.ok('exec -i box -- cat', {stdin})).length, stdin.length)
    }),
    '-it under a terminal': inside(async (k) => {
      const shell = k.startOther('script', ['-qec', `${k.program} exec -it box -- sh`, '/dev/null'])
      await shell.says(/\/ # $/)
      shell.child.stdin?.write('echo $((6 * 7)); exit 5\n')
      await shell.says(/^(\/ # )?42\r$/m)
      assert.equal(await shell.ended, 5)
    }),
    'a deployment, a container of several': inside(async (k) => {
      assert.match(await k.ok('exec deploy/web -- hostname'), /^web-/)
      assert.equal(await k.ok('exec pair -c second -- echo here'), 'here\n')
    }),
  },
  attach: {
    'input and output': inside(async (k) => {
      const attached = k.start('attach -i box')
      const typing = setInterval(() => attached.child.stdin?.write('hello\n'), 200)
      await attached.says(/got hello/).finally(() => clearInterval(typing))
      attached.child.kill()
    }),
  },
  cp: {
    'files and folders, both ways': inside(async (k) => {
      await k.file('up and down\n', 'up/deep/file.txt')
      await k.ok(`cp ${k.home}/up box:/tmp/there`)
      assert.equal(await k.ok('exec box -- cat /tmp/there/deep/file.txt'), 'up and down\n')
      await k.ok(`cp box:/tmp/there/deep/file.txt ${k.home}/down.txt`)
      assert.equal(await readFile(`${k.home}/down.txt`, 'utf8'), 'up and down\n')
      await k.ok(`cp box:/tmp/there ${k.home}/down`)
      assert.equal(await readFile(`${k.home}/down/deep/file.txt`, 'utf8'), 'up and down\n')
    }),
  },
  'port-forward': {
    'pod, deployment, service: HTTP through it': inside(async (k) => {
      for (const what of ['deploy/web', 'svc/web']) {
        const forward = k.start(`port-forward ${what} :80`)
        const [, port] = await forward.says(/Forwarding from 127\.0\.0\.1:(\d+) -> 80\n/)
        const answers = await Promise.all(['/', '/', '/'].map((path) => fetch(`http://127.0.0.1:${port}${path}`)))
        assert.deepEqual(
          answers.map(({status}) => status),
          [200, 200, 200],
        )
        forward.child.kill()
        await forward.ended
      }
    }),
    'a port that nothing listens on': inside(async (k) => {
      const forward = k.start('port-forward pod/box :81')
      const [, port] = await forward.says(/Forwarding from 127\.0\.0\.1:(\d+) -> 81\n/)
      await assert.rejects(fetch(`http://127.0.0.1:${port}/`))
      forward.child.kill()
    }),
  },
  proxy: {
    'the API and a service behind it': inside(async (k) => {
      const proxy = k.start('proxy --port=0')
      const [, port] = await proxy.says(/Starting to serve on 127\.0\.0\.1:(\d+)/)
      const at = `http://127.0.0.1:${port}/api/v1/namespaces/${k.namespace}`
      const settings = await (await fetch(`${at}/configmaps/settings`)).text()
      assert.equal(JSON.parse(settings).data.a, 'one')
      assert.equal((await fetch(`${at}/services/web:http/proxy/`)).status, 200)
      proxy.child.kill()
    }),
  },
  debug: {
    'an ephemeral container': inside(async (k) => {
      await k.ok('debug pair --image=busybox:1.36 --container=dbg --target=first -- sleep 86400')
      assert.equal(await k.ok('get pod pair -o jsonpath={.spec.ephemeralContainers[0].name}'), 'dbg')
      await k.until('get pod pair -o jsonpath={.status.ephemeralContainerStatuses[0].state}', /running/)
      assert.equal(await k.ok('exec pair -c dbg -- echo here'), 'here\n')
    }),
    'a copy of a pod': inside(async (k) => {
      await k.ok(
        'debug pair --copy-to=copied --set-image=*=busybox:1.36 --image=busybox:1.36 --container=extra -- sleep 86400',
      )
      assert.match(await k.ok('get pod copied -o jsonpath={.spec.containers[*].name}'), /^first second extra$/)
      await k.ok('delete pod copied --wait=false')
    }),
    'a node': inside(async (k) => {
      const node = await k.ok('get pod box -o jsonpath={.spec.nodeName}')
      await k.ok(`debug node/${node} --image=busybox:1.36 -- sleep 86400`)
      const name = await k.until('get pods -o name', /pod\/node-debugger-/)
      const pod = /node-debugger-\S+/.exec(name)?.[0]
      assert.equal(await k.ok(`get pod ${pod} -o jsonpath={.spec.nodeName},{.spec.hostPID}`), `${node},true`)
      await k.ok(`delete pod ${pod} --wait=false`)
    }),
  },
}
