import assert from 'node:assert/strict'
import type {Check, Form, Forms} from './form.ts'

/** The server's own answer to a create, by a path into it. */
const makes =
  (command: string, path: string, wanted: string): Check =>
  async (k) => {
    const [before, after] = command.split(' -- ')
    const line = `${before} -o jsonpath='${path}'${after ? ` -- ${after}` : ''}`
    assert.equal(await k.ok(line), wanted)
  }

const inOwnCluster =
  (command: string, name: string, path: string, wanted: string): Check =>
  async (k) => {
    const full = `${k.namespace}-${name}`
    try {
      assert.equal(await k.ok(`${command.replace('NAME', full)} -o jsonpath='${path}'`), wanted)
    } finally {
      await k.run(`delete ${command.split(' ')[1]} ${full} --wait=false`)
    }
  }

const token: Form = {
  async check(k) {
    await k.ok('create serviceaccount holder')
    assert.match(await k.ok('create token holder --duration=1h --audience=x'), /^[\w-]+\.[\w-]+\.[\w-]+\s*$/)
    assert.match(await k.fails('create token nobody'), /serviceaccounts "nobody" not found/)
  },
}

export const creating: Forms = {
  create: {
    '-f, again': async (k) => {
      const file = await k.file('apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: made-}\n')
      assert.match(await k.ok(`create -f ${file}`), /^configmap\/made-\w{5} created\n$/)
      assert.equal(
        await k.fails('create cm settings'),
        'error: failed to create configmap: configmaps "settings" already exists\n',
      )
    },
    '--dry-run': async (k) => {
      assert.match(await k.ok('create cm dry --dry-run=client -o yaml'), /^ {2}name: dry$/m)
      assert.equal(await k.ok('create cm dry --dry-run=server'), 'configmap/dry created (server dry run)\n')
    },
    '--raw': async (k) => {
      const file = await k.file('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"by-hand"}}')
      const made = await k.ok(`create --raw /api/v1/namespaces/${k.namespace}/configmaps -f ${file}`)
      assert.equal(JSON.parse(made).metadata.name, 'by-hand')
    },
    clusterrole: inOwnCluster(
      'create clusterrole NAME --verb=get --non-resource-url=/x',
      'c',
      '{.rules[0].nonResourceURLs[0]}',
      '/x',
    ),
    clusterrolebinding: inOwnCluster(
      'create clusterrolebinding NAME --clusterrole=view --user=u',
      'b',
      '{.roleRef.name},{.subjects[0].kind}',
      'view,User',
    ),
    configmap: async (k) => {
      const file = await k.file('whole\n', 'from.txt')
      await makes(
        `create cm c1 --from-literal=a=x=y --from-file=${file}`,
        '{.data.a},{.data.from\\.txt}',
        'x=y,whole\n',
      )(k)
      const binary = await k.file(Buffer.from([0, 255]), 'raw.bin')
      await makes(`create cm c2 --from-file=b=${binary}`, '{.binaryData.b}', 'AP8=')(k)
      const env = await k.file('A=1\n# no\nB=2\n', 'vars.env')
      await makes(`create cm c3 --from-env-file=${env}`, '{.data}', '{"A":"1","B":"2"}')(k)
    },
    cronjob: makes(
      `create cronjob cron --image=busybox:1.36 --schedule='0 0 1 1 *' -- date`,
      '{.spec.schedule},{..command[0]}',
      '0 0 1 1 *,date',
    ),
    deployment: makes(
      'create deploy made --image=nginx:1.27 --replicas=0 --port=80',
      '{.spec.replicas},{..containerPort}',
      '0,80',
    ),
    ingress: makes(
      'create ingress way --class=x --rule=a.example.com/p*=svc:80,tls=sec --default-backend=d:http',
      '{.spec.rules[0].http.paths[0].pathType},{.spec.tls[0].secretName},{.spec.defaultBackend.service.port.name}',
      'Prefix,sec,http',
    ),
    'job, --from': async (k) => {
      await makes('create job once --image=busybox:1.36 -- echo hi', '{..command[*]}', 'echo hi')(k)
      await makes('create job twice --from=cronjob/cron', '{.metadata.ownerReferences[0].kind}', 'CronJob')(k)
    },
    namespace: inOwnCluster('create namespace NAME', 'n', '{.status.phase}', 'Active'),
    poddisruptionbudget: makes('create pdb p --selector=a=b --max-unavailable=50%', '{.spec.maxUnavailable}', '50%'),
    priorityclass: inOwnCluster(
      'create priorityclass NAME --value=5 --preemption-policy=Never',
      'p',
      '{.value},{.preemptionPolicy}',
      '5,Never',
    ),
    quota: makes(
      'create quota q --hard=count/replicationcontrollers=1',
      '{.spec.hard}',
      '{"count/replicationcontrollers":"1"}',
    ),
    'role, rolebinding': async (k) => {
      await makes(
        'create role r --verb=get,list --resource=pods,deployments.apps',
        '{.rules[*].resources[*]}',
        'pods deployments',
      )(k)
      await makes(
        'create rolebinding rb --role=r --serviceaccount=default:sa --group=g',
        '{.subjects[*].kind}',
        'Group ServiceAccount',
      )(k)
    },
    'secret (generic, docker-registry, tls)': async (k) => {
      await makes('create secret generic s --from-literal=p=q', '{.type},{.data.p}', 'Opaque,cQ==')(k)
      const docker =
        'create secret docker-registry dr --docker-username=u --docker-password=p --docker-server=r.example.com'
      await makes(docker, '{.type}', 'kubernetes.io/dockerconfigjson')(k)
      const {createCertificates} = await import('../../src/server/access/certificates.ts')
      const {authority} = createCertificates(new Date())
      const [cert, key] = [await k.file(authority.certificate, 'tls.crt'), await k.file(authority.key, 'tls.key')]
      await makes(`create secret tls t --cert=${cert} --key=${key}`, '{.type}', 'kubernetes.io/tls')(k)
    },
    'service (clusterip, nodeport, loadbalancer, externalname)': async (k) => {
      await makes(
        'create service clusterip a --tcp=80:8080',
        '{.spec.ports[0].targetPort},{.spec.selector.app}',
        '8080,a',
      )(k)
      await makes('create service clusterip h --clusterip=None', '{.spec.clusterIP}', 'None')(k)
      await makes('create service nodeport b --tcp=80', '{.spec.type}', 'NodePort')(k)
      await makes('create service loadbalancer c --tcp=443:https', '{.spec.ports[0].targetPort}', 'https')(k)
      await makes(
        'create service externalname e --external-name=x.example.com',
        '{.spec.externalName}',
        'x.example.com',
      )(k)
    },
    serviceaccount: makes('create sa account', '{.metadata.name}', 'account'),
    token,
  },
  expose: {
    'pod, deployment, service': async (k) => {
      await makes('expose pod box --port=80 --name=box-svc', '{.spec.selector.app}', 'box')(k)
      await makes(
        'expose deploy web --port=81 --target-port=80 --type=NodePort --name=web-np',
        '{.spec.type},{.spec.ports[0].targetPort}',
        'NodePort,80',
      )(k)
      await makes('expose svc web --port=82 --name=web-too', '{.spec.selector.app}', 'web')(k)
    },
  },
  autoscale: {
    deployment: async (k) => {
      await k.ok('create deploy scaled --image=nginx:1.27 --replicas=1')
      await k.ok('autoscale deploy scaled --min=1 --max=4 --cpu-percent=70')
      const path = '{.spec.maxReplicas},{.spec.metrics[0].resource.target.averageUtilization}'
      assert.equal(await k.ok(`get hpa scaled -o jsonpath=${path}`), '4,70')
      await k.ok('delete hpa,deploy scaled --wait=false')
    },
  },
  run: {
    'a pod with ports, env, labels': makes(
      'run r1 --image=nginx:1.27 --port=80 --env=A=1 --labels=x=y --restart=Never',
      '{..containerPort},{..env[0].value},{.metadata.labels.x},{.spec.restartPolicy}',
      '80,1,y,Never',
    ),
    '--expose': async (k) => {
      assert.equal(await k.ok('run r2 --image=nginx:1.27 --port=80 --expose'), 'service/r2 created\npod/r2 created\n')
      await k.ok('delete svc,pod r2 --wait=false')
    },
    '-i --rm with a command and its input': {
      needs: ['exec'],
      async check(k) {
        const ran = await k.run('run r3 --image=busybox:1.36 -i --rm --quiet --restart=Never -- cat', {
          stdin: 'through\n',
        })
        assert.match(ran.out, /^through$/m, ran.err)
        assert.equal(await k.ok('get pod r3 --ignore-not-found'), '')
      },
    },
    '-it --rm under a terminal': {
      needs: ['exec'],
      async check(k) {
        const line = 'run r4 --image=busybox:1.36 -it --rm --quiet --restart=Never -- sh'
        const shell = k.startOther('script', ['-qec', `${k.program} ${line}`, '/dev/null'])
        // A prompt that came before the terminal was joined is not shown again by itself.
        const typing = setInterval(() => shell.child.stdin?.write('\n'), 300)
        await shell.says(/\/ # /).finally(() => clearInterval(typing))
        shell.child.stdin?.write('echo $((6 * 7))\n')
        await shell.says(/^(\/ # )?42\r$/m)
        shell.child.stdin?.write('exit\n')
        await shell.ended
        assert.equal(await k.ok('get pod r4 --ignore-not-found'), '')
      },
    },
  },
}
