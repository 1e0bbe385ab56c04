import type { SimulatorClient, SimulatorOrganization, SimulatorPerson } from './types.js';

/** The app that is registered when no `clients` are given; its callback is the example app's. */
export const defaultClient: Readonly<SimulatorClient> = Object.freeze({
  clientId: 'dingsimulatorexample',
  clientSecret: 'simulator-secret-of-no-value-anywhere',
  name: 'Example app',
  redirectUrls: Object.freeze([
    'http://localhost:3000/auth/dingtalk/callback',
    'http://127.0.0.1:3000/auth/dingtalk/callback',
  ]),
});

const teaHouse = 'ding00000000000000000000000teahouse';
const stationery = 'ding0000000000000000000000stationery';

/** The organizations that exist when none are given. */
export const defaultOrganizations: readonly Readonly<SimulatorOrganization>[] = Object.freeze([
  Object.freeze({ corpId: teaHouse, name: '星河茶社' }),
  Object.freeze({ corpId: stationery, name: '蓝鲸文具' }),
]);

/**
 * The people who exist when none are given: one in two organizations, one in one, and one in none who has
 * neither picture nor mobile nor e-mail. Chinese numbers begin with 13 to 19, so these belong to nobody.
 */
export const defaultPeople: readonly Readonly<SimulatorPerson>[] = Object.freeze([
  Object.freeze({
    unionId: 'simulatorXiaoManiEiE',
    nick: '小满',
    avatarUrl: '/simulator/avatars/simulatorXiaoManiEiE.svg',
    mobile: '10000000001',
    stateCode: '86',
    email: 'xiaoman@example.com',
    organizations: Object.freeze([teaHouse, stationery]),
    administers: Object.freeze([teaHouse]),
  }),
  Object.freeze({
    unionId: 'simulatorQingNingiEiE',
    nick: '青柠',
    avatarUrl: '/simulator/avatars/simulatorQingNingiEiE.svg',
    mobile: '10000000002',
    stateCode: '86',
    email: 'qingning@example.com',
    organizations: Object.freeze([stationery]),
  }),
  Object.freeze({ unionId: 'simulatorYunDuoiEiE', nick: '云朵' }),
]);
