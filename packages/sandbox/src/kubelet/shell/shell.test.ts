import assert from 'node:assert/strict'
import {ApiError, type ApiObject} from '../../api.ts'
import {type ShellBench, shellBench} from '../testing/shell-bench.ts'

/** @feature Nodes: a POSIX shell with files and about eighty programs in every container | works */
describe('the shell in containers', () => {
  let bench: ShellBench
  let pod: ApiObject
  before(async () => {
    bench = await shellBench()
    pod = await bench.pod('web', {
      containers: [{name: 'main', image: 'example/app:1', env: [{name: 'NAME', value: 'you'}]}],
    })
  })
  after(() => {
    bench.cluster.stop()
    assert.deepEqual(bench.faults, [])
  })

  const scripts: readonly [script: string, out: string, code?: number][] = [
    ['echo hi; exit 3', 'hi\n', 3],
    ['false || echo no && echo yes', 'no\nyes\n'],
    ['true && ! false; echo $?', '0\n'],
    ['for i in 1 2 3; do echo $i; done | tail -n 1', '3\n'],
    ['i=0; while [ $i -lt 3 ]; do i=$((i + 1)); echo -n $i; done', '123'],
    ['until [ "$n" = xx ]; do n=x$n; done; echo $n', 'xx\n'],
    ['while true; do echo once; break; done', 'once\n'],
    ['for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done', '1\n3\n'],
    ['if [ -d /tmp ] && test -e /etc/hostname; then echo ok; elif true; then echo no; else echo never; fi', 'ok\n'],
    ['case $NAME in me) echo 1;; y*|z) echo 2;; *) echo 3;; esac', '2\n'],
    ['greet() { echo "hello $1"; return 4; }; greet $NAME; echo $?', 'hello you\n4\n'],
    ['x="a  b"; echo $x; echo "$x"', 'a b\na  b\n'],
    [`printf '%s-%03d\\n' a 7 b 8`, 'a-007\nb-008\n'],
    ['echo "$(echo inner | tr a-z A-Z)" `echo back`', 'INNER back\n'],
    [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own
      'x=/a/b.tar.gz; echo ${x##*/} ${x%.*} ${x%%.*} ${#x} ${y:-none} ${x:+set}',
      'b.tar.gz /a/b.tar /a/b 11 none set\n',
    ],
    ['cat <<EOF\nhi $NAME\nEOF', 'hi you\n'],
    [`cat <<'EOF'\nhi $NAME\nEOF`, 'hi $NAME\n'],
    ['echo a > /tmp/f; echo b >> /tmp/f; wc -l < /tmp/f; cat /tmp/f', '2\na\nb\n'],
    ['cd /tmp && mkdir -p d/e && touch d/e/x && pwd && ls d && find d -type f', '/tmp\ne\nd/e/x\n'],
    ['cd /tmp; echo 1 > g1; echo 2 > g2; echo g?; cat g*', 'g1 g2\n1\n2\n'],
    [
      'cp /tmp/f /tmp/k; mv /tmp/k /tmp/l; cat /tmp/l; rm /tmp/l; ls /tmp/l 2>&1',
      'a\nb\nls: /tmp/l: No such file or directory\n',
      1,
    ],
    ['set -e; false; echo never', '', 1],
    ['(exit 7); echo $?', '7\n'],
    ['nope; echo $?', '127\n'],
    ['echo x | grep -q y', '', 1],
    ['printf "b\\na\\nb\\n" | sort | uniq -c | sort -rn | head -1', '      2 b\n'],
    ['echo a:b:c | cut -d: -f2', 'b\n'],
    ['echo foo | sed "s/o\\+/0/;s/f/F/"', 'F0\n'],
    ['seq 3 | xargs echo n', 'n 1 2 3\n'],
    ['true & wait; echo done', 'done\n'],
    ['export A=1; env | grep ^A=; unset A; echo "[$A]"', 'A=1\n[]\n'],
    ['echo 1 2 | while read a b; do echo $b $a; done', '2 1\n'],
    ['set -- x "y z"; for a in "$@"; do echo "<$a>"; done; echo $#', '<x>\n<y z>\n2\n'],
    ['hostname; whoami; id -u', 'web\nroot\n0\n'],
    ['trap "echo bye" EXIT; echo hi', 'hi\nbye\n'],
    ['date +%Y-%m-%d', '2026-11-21\n'],
    ['echo "a;b" # note\necho c', 'a;b\nc\n'],
    [
      'tar cf /tmp/a.tar -C /etc hostname && mkdir /tmp/x && tar xf /tmp/a.tar -C /tmp/x && cat /tmp/x/hostname',
      'web\n',
    ],
    ['cat /var/run/secrets/kubernetes.io/serviceaccount/namespace', 'default'],
    ['echo hi > /var/run/secrets/kubernetes.io/serviceaccount/x; echo $?', '1\n'],
    ['echo "unfinished', '', 2],
    ['f() { f; }; f; echo $?', '', 2],
    ['yes() { while true; do echo y; done; }; yes | head -n 2', 'y\ny\n'],
  ]
  for (const [script, out, code = 0] of scripts) {
    it(JSON.stringify(script), async () => {
      const ran = await bench.sh(pod, script)
      assert.deepEqual([ran.out, ran.code], [out, code], ran.err)
    })
  }

  it('a program that does not exist is told as container runtimes tell it', async () => {
    const cause =
      /^Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "foo": executable file not found in \$PATH: unknown$/
    await assert.rejects(bench.exec(pod, ['foo']), (error: unknown) => {
      assert.ok(error instanceof ApiError)
      assert.match(error.message, cause)
      assert.deepEqual([error.status.code, error.status.reason], [500, 'InternalError'])
      return true
    })
    await assert.rejects(
      bench.exec(pod, ['/no/such']),
      /exec: "\/no\/such": stat \/no\/such: no such file or directory/,
    )
  })

  it('waits by the clock of the cluster', async () => {
    const ran = bench.sh(pod, 'date +%s; sleep 90; date +%s')
    await bench.cluster.advance(90_000)
    const [from, to] = (await ran).out.split('\n').map(Number)
    assert.equal((to ?? 0) - (from ?? 0), 90)
  })

  it('reads what it is given', async () => {
    assert.equal((await bench.exec(pod, ['cat'], 'typed')).out, 'typed')
    assert.equal((await bench.exec(pod, ['sh'], 'X=1\necho $X\nif true\nthen echo y\nfi\n')).out, '1\ny\n')
  })
})
