import assert from 'node:assert/strict'
import type {Forms} from './form.ts'
import type {Kubectl} from './kubectl.ts'

const image = (k: Kubectl): Promise<string> => k.ok('get deploy roll -o jsonpath={..containers[0].image}')
const ofTemplate = (k: Kubectl, path: string): Promise<string> =>
  k.ok(`get deploy roll -o jsonpath='{.spec.template.spec${path}}'`)

export const workloads: Forms = {
  scale: {
    '--replicas, --current-replicas': async (k) => {
      await k.ok('create deploy grows --image=nginx:1.27 --replicas=0')
      assert.equal(await k.ok('scale deploy grows --replicas=1'), 'deployment.apps/grows scaled\n')
      assert.match(
        await k.fails('scale deploy grows --replicas=0 --current-replicas=7'),
        /Expected replicas to be 7, was 1/,
      )
      await k.ok('scale deploy grows --replicas=0 --timeout=60s')
      assert.match(await k.until('get deploy grows', /0\/0/), /grows +0\/0/)
      await k.ok('delete deploy grows --wait=false')
    },
    'a custom resource': async (k) => {
      await k.ok('scale widget w --replicas=4')
      assert.equal(await k.ok('get widget w -o jsonpath={.spec.replicas}'), '4')
      await k.ok('scale widget w --replicas=1')
    },
  },
  wait: {
    '--for=condition': {
      needs: ['running pods'],
      async check(k) {
        assert.match(
          await k.ok('wait pod/box pod/pair --for=condition=Ready --timeout=120s'),
          /^pod\/box condition met\npod\/pair condition met\n$/,
        )
        await k.ok('wait deploy/web --for=condition=Available --timeout=120s')
      },
    },
    '--for=jsonpath': async (k) => {
      assert.equal(
        await k.ok(`wait cm/settings --for=jsonpath='{.data.a}'=one --timeout=10s`),
        'configmap/settings condition met\n',
      )
      const waiting = k.run(`wait cm/settings --for=jsonpath='{.data.later}'=now --timeout=30s`)
      await k.ok(`patch cm settings -p '{"data":{"later":"now"}}'`)
      assert.equal((await waiting).code, 0)
      await k.ok(`patch cm settings -p '{"data":{"later":null}}'`)
    },
    '--for=delete': async (k) => {
      await k.ok('create cm fleeting')
      const waiting = k.run('wait cm/fleeting --for=delete --timeout=30s')
      await k.ok('delete cm fleeting')
      assert.equal((await waiting).code, 0)
    },
    '--for=create': {
      since: '1.31',
      async check(k) {
        const waiting = k.start('wait cm/coming --for=create --timeout=30s')
        await k.ok('create cm coming')
        assert.equal(await waiting.ended, 0, waiting.text())
      },
    },
    'until the time is over': async (k) =>
      assert.match(
        await k.fails('wait pod/again --for=condition=Nonsense --timeout=1s'),
        /error: timed out waiting for the condition on pods\/again/,
      ),
  },
  rollout: {
    'status, history, restart, undo': {
      needs: ['running pods'],
      async check(k) {
        await k.ok('create deploy roll --image=nginx:1.27')
        assert.match(
          await k.ok('rollout status deploy/roll --timeout=120s'),
          /deployment "roll" successfully rolled out\n$/,
        )
        await k.ok('set image deploy/roll nginx=nginx:1.28')
        await k.ok('rollout status deploy/roll --timeout=120s')
        assert.match(await k.ok('rollout history deploy/roll'), /^REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>$/m)
        assert.match(await k.ok('rollout history deploy/roll --revision=1'), /Image:\s+nginx:1\.27/)
        assert.equal(await k.ok('rollout undo deploy/roll'), 'deployment.apps/roll rolled back\n')
        assert.equal(await image(k), 'nginx:1.27')
        await k.ok('rollout restart deploy/roll')
        assert.match(await k.ok('get deploy roll -o jsonpath={.spec.template.metadata.annotations}'), /restartedAt/)
        await k.ok('rollout status deploy/roll --timeout=120s')
      },
    },
    'pause, resume': {
      needs: ['running pods'],
      async check(k) {
        assert.equal(await k.ok('rollout pause deploy/roll'), 'deployment.apps/roll paused\n')
        await k.ok('set image deploy/roll nginx=nginx:1.29')
        assert.match(await k.fails('rollout undo deploy/roll'), /paused/)
        await k.ok('rollout resume deploy/roll')
        assert.match(await k.ok('rollout status deploy/roll --timeout=120s'), /successfully rolled out/)
        assert.equal(
          await k
            .ok(
              'get pods -l app=roll -o jsonpath={.items[*].spec.containers[0].image} --field-selector status.phase=Running',
            )
            .then((text) => text.includes('nginx:1.29')),
          true,
        )
      },
    },
    'stateful sets and daemon sets': {
      needs: ['running pods'],
      async check(k) {
        const set = (kind: string, more: string) =>
          `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: some}\nspec:\n  ${more}\n  selector: {matchLabels: {in: ${kind}}}\n  template:\n    metadata: {labels: {in: ${kind}}}\n    spec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: 'nginx:1.27'}]}\n`
        const both = `${set('StatefulSet', 'serviceName: web')}---\n${set('DaemonSet', 'minReadySeconds: 0')}`
        await k.ok('apply -f -', {stdin: both})
        for (const kind of ['sts', 'ds']) {
          await k.ok(`rollout status ${kind}/some --timeout=120s`)
          await k.ok(`rollout restart ${kind}/some`)
          await k.ok(`rollout status ${kind}/some --timeout=120s`)
          assert.match(await k.ok(`rollout history ${kind}/some`), /^1 .*\n2 /m)
        }
        await k.ok('delete sts,ds some --wait=false')
      },
    },
  },
  set: {
    image: async (k) => {
      await k.run('create deploy roll --image=nginx:1.27')
      assert.equal(await k.ok(`set image deploy/roll '*=nginx:1.27.1'`), 'deployment.apps/roll image updated\n')
      assert.equal(await image(k), 'nginx:1.27.1')
    },
    env: async (k) => {
      await k.ok('set env deploy/roll A=1 B=2')
      await k.ok('set env deploy/roll --from=configmap/settings --prefix=S_ B-')
      const list = await k.ok('set env deploy/roll --list')
      for (const line of ['A=1', '# S_A from configmap settings, key a', '# S_B from configmap settings, key b'])
        assert.ok(list.split('\n').includes(line), list)
    },
    resources: async (k) => {
      await k.ok('set resources deploy/roll --limits=cpu=200m,memory=64Mi --requests=cpu=10m')
      assert.equal(
        await ofTemplate(k, '.containers[0].resources'),
        '{"limits":{"cpu":"200m","memory":"64Mi"},"requests":{"cpu":"10m"}}',
      )
    },
    'serviceaccount, subject, selector': async (k) => {
      await k.ok('set serviceaccount deploy/roll default')
      assert.equal(await ofTemplate(k, '.serviceAccountName'), 'default')
      await k.ok('create rolebinding subjects --clusterrole=view --user=one')
      await k.ok('set subject rolebinding subjects --user=two')
      assert.equal(await k.ok('get rolebinding subjects -o jsonpath={.subjects[*].name}'), 'one two')
      await k.ok('create service clusterip picks --tcp=80')
      await k.ok('set selector svc picks x=y')
      assert.equal(await k.ok('get svc picks -o jsonpath={.spec.selector}'), '{"x":"y"}')
      await k.ok('delete deploy roll --wait=false')
    },
  },
  'taint, cordon, uncordon': {
    'and what the node says': {
      needs: ['own nodes'],
      async check(k) {
        const node = `${k.namespace}-node`
        await k.ok('apply -f -', {
          stdin: `apiVersion: v1\nkind: Node\nmetadata: {name: ${node}, labels: {own: yes-it-is}}\n`,
        })
        assert.equal(await k.ok(`taint node ${node} k=v:NoSchedule`), `node/${node} tainted\n`)
        assert.equal(await k.ok(`get node ${node} -o jsonpath='{.spec.taints[?(@.key=="k")].effect}'`), 'NoSchedule')
        assert.equal(await k.ok(`taint node ${node} k-`), `node/${node} untainted\n`)
        assert.equal(await k.ok(`cordon ${node}`), `node/${node} cordoned\n`)
        assert.match(await k.ok(`get node ${node}`), /,SchedulingDisabled /)
        assert.equal(await k.ok(`uncordon ${node}`), `node/${node} uncordoned\n`)
      },
    },
  },
  drain: {
    'evicts what it may': {
      needs: ['own nodes'],
      async check(k) {
        const node = `${k.namespace}-node`
        await k.run(`create -f ${await k.file(`apiVersion: v1\nkind: Node\nmetadata: {name: ${node}}\n`)}`)
        const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: lone}\nspec: {nodeName: ${node}, terminationGracePeriodSeconds: 0, containers: [{name: c, image: 'nginx:1.27'}]}\n`
        await k.ok('create -f -', {stdin: pod})
        assert.match(await k.fails(`drain ${node}`), /declare no controller/)
        assert.match(
          await k.ok(`drain ${node} --force --ignore-daemonsets --grace-period=0 --timeout=60s`),
          /pod\/lone evicted\nnode\/.* drained/,
        )
        await k.ok(`delete node ${node} --wait=false`)
      },
    },
  },
  top: {
    'pods, nodes': {
      needs: ['metrics', 'running pods'],
      async check(k) {
        assert.match(await k.until('top pods', /^pair /m), /^NAME +CPU\(cores\) +MEMORY\(bytes\) *\n/)
        assert.match(await k.ok('top pod pair --containers'), /^pair +first +\d+m +\d+Mi/m)
        assert.match(
          await k.ok('top nodes'),
          /^NAME +CPU\(cores\) +CPU(%|\(%\)) +MEMORY\(bytes\) +MEMORY(%|\(%\)) *\n.* \d+% /,
        )
      },
    },
  },
}
