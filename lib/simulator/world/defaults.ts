import type { SimulatorClient } from './clients.js';
import { QING_NING, stationeryDirectory, teaHouseDirectory, XIAO_MAN, YUN_DUO } from './default-directory.js';
import type { SimulatorOrganization } from './organizations.js';
import type { SimulatorPerson } from './people.js';

/**
 * The app that is registered when no `clients` are given: an internal app of the first organization, with every
 * permission. Its callback is the example app's.
 */
export const defaultClient: Readonly<SimulatorClient> = Object.freeze({
  clientId: 'dingsimulatorexample',
  clientSecret: 'simulator-secret-of-no-value-anywhere',
  name: Object.freeze({ en: 'Example app', 'zh-CN': '示例应用' }),
  redirectUrls: Object.freeze([
    'http://localhost:3000/auth/dingtalk/callback',
    'http://127.0.0.1:3000/auth/dingtalk/callback',
  ]),
  adminUrl: 'http://localhost:3000/admin',
});

const teaHouse = 'ding00000000000000000000000teahouse';
const stationery = 'ding0000000000000000000000stationery';

/**
 * The organizations that exist when none are given, with departments, roles and work addresses: of the default
 * people one is in both, one in the second and an external contact of the first, and one has left the first.
 */
export const defaultOrganizations: readonly Readonly<SimulatorOrganization>[] = deepFreeze([
  {
    corpId: teaHouse,
    name: '星河茶社',
    ssoSecret: 'simulator-sso-secret-of-no-value-anywhere',
    ...teaHouseDirectory,
  },
  { corpId: stationery, name: '蓝鲸文具', ...stationeryDirectory },
]);

/**
 * The people who exist when none are given: one in two organizations, one in one, and one in none who has
 * neither picture nor mobile nor e-mail. Chinese numbers begin with 13 to 19, so these belong to nobody.
 */
export const defaultPeople: readonly Readonly<SimulatorPerson>[] = Object.freeze([
  Object.freeze({
    unionId: XIAO_MAN,
    nick: '小满',
    avatarUrl: `/simulator/avatars/${XIAO_MAN}.svg`,
    mobile: '10000000001',
    stateCode: '86',
    email: 'xiaoman@example.com',
    organizations: Object.freeze([teaHouse, stationery]),
    administers: Object.freeze([teaHouse]),
  }),
  Object.freeze({
    unionId: QING_NING,
    nick: '青柠',
    avatarUrl: `/simulator/avatars/${QING_NING}.svg`,
    mobile: '10000000002',
    stateCode: '86',
    email: 'qingning@example.com',
    organizations: Object.freeze([stationery]),
  }),
  Object.freeze({ unionId: YUN_DUO, nick: '云朵' }),
]);

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
