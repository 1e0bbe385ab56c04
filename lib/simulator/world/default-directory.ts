import type { SimulatorDepartment } from './departments.js';
import type { SimulatorMember } from './members.js';

/** unionIds of the default people. */
export const XIAO_MAN = 'simulatorXiaoManiEiE';
export const QING_NING = 'simulatorQingNingiEiE';
export const YUN_DUO = 'simulatorYunDuoiEiE';

interface DefaultDirectory {
  readonly departments: readonly Readonly<SimulatorDepartment>[];
  readonly members: readonly Readonly<SimulatorMember>[];
}

/** The tea house: Xiaoman runs it, Qingning is an external contact, Yunduo has left, the owner never signs in. */
export const teaHouseDirectory: DefaultDirectory = {
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
};

/** The stationery maker: Qingning and Xiaoman work there. */
export const stationeryDirectory: DefaultDirectory = {
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
};
