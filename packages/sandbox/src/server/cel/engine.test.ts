import assert from 'node:assert/strict'
import {parseQuantity} from '@ome/capacity/quantity'
import {type Cel, loadCel, reasonOf} from '@ome/kinds/validation/cel/engine'

/** Expressions that are true by the documentation of CEL and of Kubernetes' libraries. */
const truths = [
  "quantity('1Gi').isGreaterThan(quantity('512Mi'))",
  "quantity('500m').add(quantity('500m')).compareTo(quantity('1')) == 0",
  "quantity('2').sub(1).asInteger() == 1",
  "isQuantity('1.5Gi') && !isQuantity('many')",
  "quantity('-1').sign() == -1 && !quantity('500m').isInteger()",
  "url('https://example.com:8080/a%20b?x=1&x=2').getHost() == 'example.com:8080'",
  "url('https://example.com:443/').getPort() == '443'",
  "url('https://example.com/a%20b').getEscapedPath() == '/a%20b'",
  "url('https://example.com/?x=1&x=2').getQuery()['x'] == ['1', '2']",
  "url('/path').getScheme() == '' && isURL('/path') && !isURL('a b')",
  "ip('127.0.0.1').isLoopback() && ip('::1').family() == 6",
  "isIP('10.0.0.1') && !isIP('10.0.0.256')",
  "ip('8.8.8.8').isGlobalUnicast() && !ip('224.0.0.1').isGlobalUnicast()",
  "cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsIP('11.0.0.1')",
  "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')",
  "string(cidr('10.1.2.3/8').masked()) == '10.0.0.0/8' && cidr('10.0.0.0/8').prefixLength() == 8",
  "string(cidr('2001:db8::ff/32').masked()) == '2001:db8::/32'",
  "'abc 123'.find('[0-9]+') == '123' && 'a1b2'.findAll('[0-9]') == ['1', '2']",
  "'AB'.matches('(?i)^ab\\\\z') && !'ac'.matches('b')",
  `!'${'a'.repeat(40)}x'.matches('(a+)+$') && '${'a'.repeat(40)}x'.find('(a+)+$') == ''`,
  "'a1b2c3'.findAll('[0-9]', 2) == ['1', '2']",
  '[1, 2, 3].isSorted() && [1, 2, 3].sum() == 6 && [3, 1].min() == 1 && [3, 1].max() == 3',
  '[1, 2, 2].indexOf(2) == 1 && [1, 2, 2].lastIndexOf(2) == 2 && [1].indexOf(5) == -1',
  'sets.contains([1, 2], [1]) && sets.equivalent([1, 2], [2, 1]) && sets.intersects([1], [1, 2])',
  "!format.dns1123Label().validate('good-1').hasValue() && format.dns1123Label().validate('Bad_').hasValue()",
  "format.named('uuid').hasValue() && !format.named('nope').hasValue()",
  "'hello'.charAt(1) == 'e' && 'hello'.replace('l', 'x') == 'hexxo' && 'hello'.replace('l', 'x', 1) == 'hexlo'",
  "optional.none().orValue('x') == 'x' && {'a': 1}.?b.orValue(2) == 2",
]

/** @feature API: Kubernetes' CEL libraries: quantity, url, ip, cidr, regex, lists, sets, format | works */
describe('the expression engine', () => {
  let cel: Cel
  before(async () => {
    cel = await loadCel({parseQuantity})
  })

  for (const source of truths) it(source, () => assert.equal(cel.compile(source)({}), true))

  it('values of a request work as literals do', () => {
    const self = {size: '2Gi', list: [3n, 1n], hosts: ['10.0.0.1']}
    assert.equal(cel.compile("quantity(self.size).isLessThan(quantity('3Gi')) && self.list.max() == 3")({self}), true)
    assert.equal(
      cel.compile("self.hosts.all(h, ip(h).family() == 4 && cidr('10.0.0.0/8').containsIP(h))")({self}),
      true,
    )
  })

  it('an error says what is wrong', () => {
    assert.throws(
      () => cel.compile("'a'.matches('(')")({}),
      (error) => reasonOf(error) === 'error parsing regexp: missing closing ): `(`',
    )
    assert.throws(
      () => cel.compile('self.matches(1)')({self: 1n}),
      (error) => /no matching overload for 'int.matches\(/.test(reasonOf(error)),
    )
    assert.match(String(cel.problem('1 +')), /./)
    assert.equal(cel.problem('1 + 1 == 2'), undefined)
    assert.throws(
      () => cel.compile("quantity('x')")({}),
      (error) => /quantities must match/.test(reasonOf(error)),
    )
    assert.throws(
      () => cel.compile('self.nope')({self: {}}),
      (error) => reasonOf(error) === 'no such key: nope',
    )
  })
})
