import type { SimulatorClient } from '../settings/clients.js';
import type { SimulatorOrganization, SimulatorPerson } from '../settings/organizations.js';

/** unionIds of the default people. */
const XIAO_MAN = 'simulatorXiaoManiEiE';
const QING_NING = 'simulatorQingNingiEiE';
const YUN_DUO = 'simulatorYunDuoiEiE';

/**
 * The app that is registered when no `clients` are given: an internal app of the first organization, with every
 * permission. Its callback is the example app's.
 */
export const defaultClient: Readonly<SimulatorClient> = deepFreeze({
  clientId: 'dingsimulatorexample',
  clientSecret: 'simulator-secret-of-no-value-anywhere',
  name: { en: 'Example app', 'zh-CN': '示例应用' },
  redirectUrls: [
    'http://localhost:3000/auth/dingtalk/callback',
    'http://127.0.0.1:3000/auth/dingtalk/callback',
  ],
  adminUrl: 'http://localhost:3000/admin',
});

const teaHouse = 'ding00000000000000000000000teahouse';
const stationery = 'ding0000000000000000000000stationery';

/**
 * The organizations that exist by default, with departments, roles and work addresses. One of the default people is in
 * both, one in the second and an external contact of the first, and one has left the first.
 */
export const defaultOrganizations: readonly Readonly<SimulatorOrganization>[] = deepFreeze([
  {
    corpId: teaHouse,
    name: '星河茶社',
    ssoSecret: 'simulator-sso-secret-of-no-value-anywhere',
    departments: [
      { id: 100, name: '茶艺部' },
      { id: 110, name: '南门店', parentId: 100 },
      { id: 200, name: '采购部' },
    ],
    members: [
      {
        unionId: XIAO_MAN,
        userId: 'tea-007',
        title: '店长',
        jobNumber: 'T007',
        orgEmail: 'xiaoman@teahouse.example.com',
        email: 'xiaoman@example.com',
        telephone: '010-00000001',
        workPlace: '南门店二楼',
        departmentIds: [110, 200],
        leads: [110],
        roles: [
          { id: 1, name: '子管理员', groupName: '默认' },
          { id: 31, name: '店长', groupName: '职务' },
        ],
        manager: 'tea-001',
        hiredDate: Date.UTC(2021, 2, 1),
        extension: { 爱好: '品茶' },
      },
      {
        unionId: 'simulatorTeaOwneriEiE',
        userId: 'tea-001',
        name: '茶社主人',
        title: '总经理',
        jobNumber: 'T001',
        orgEmail: 'owner@teahouse.example.com',
        leads: [1],
        roles: [{ id: 2, name: '主管理员', groupName: '默认' }],
        hiredDate: Date.UTC(2018, 8, 1),
        admin: true,
        boss: true,
        senior: true,
      },
      { unionId: QING_NING, userId: 'tea-ext-02', name: '青柠（蓝鲸文具）', external: true },
      { unionId: YUN_DUO, userId: 'tea-012', left: true },
    ],
  },
  {
    corpId: stationery,
    name: '蓝鲸文具',
    departments: [
      { id: 10, name: '设计部' },
      { id: 20, name: '市场部' },
    ],
    members: [
      {
        unionId: QING_NING,
        userId: 'pen-010',
        title: '设计总监',
        jobNumber: '10',
        orgEmail: 'qingning@stationery.example.com',
        departmentIds: [10],
        leads: [10],
        roles: [{ id: 41, name: '总监', groupName: '职务' }],
        hiredDate: Date.UTC(2020, 5, 15),
        senior: true,
      },
      {
        unionId: XIAO_MAN,
        userId: 'pen-023',
        title: '顾问',
        jobNumber: '23',
        orgEmail: 'xiaoman@stationery.example.com',
        departmentIds: [20],
        manager: 'pen-010',
        hiredDate: Date.UTC(2024, 0, 8),
      },
    ],
  },
]);

/**
 * The people who exist by default: one in two organizations, one in one, and one in none, without picture, mobile and
 * e-mail. Chinese numbers begin with 13 to 19, so these belong to nobody.
 */
export const defaultPeople: readonly Readonly<SimulatorPerson>[] = deepFreeze([
  {
    unionId: XIAO_MAN,
    nick: '小满',
    avatarUrl: `/simulator/avatars/${XIAO_MAN}.svg`,
    mobile: '10000000001',
    stateCode: '86',
    email: 'xiaoman@example.com',
    organizations: [teaHouse, stationery],
    administers: [teaHouse],
  },
  {
    unionId: QING_NING,
    nick: '青柠',
    avatarUrl: `/simulator/avatars/${QING_NING}.svg`,
    mobile: '10000000002',
    stateCode: '86',
    email: 'qingning@example.com',
    organizations: [stationery],
  },
  { unionId: YUN_DUO, nick: '云朵' },
]);

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
