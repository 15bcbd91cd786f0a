import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadProject, metadata, soundProject, type ProjectFiles } from './test-project.ts';

const TYPE = 'audit/reportTypes/Runs.reportType-meta.xml';
const REPORT = 'audit/reports/Audit/Runs_by_Status.report-meta.xml';
const DASHBOARD = 'audit/dashboards/Audit/Audit.dashboard-meta.xml';

const files: ProjectFiles = {
  [TYPE]: metadata(
    'ReportType',
    `<baseObject>Run__c</baseObject>
    <deployed>true</deployed>
    <label>Runs</label>
    <sections>
        <columns>
            <checkedByDefault>true</checkedByDefault>
            <field>Status__c</field>
            <table>Run__c</table>
        </columns>
        <masterLabel>Runs</masterLabel>
    </sections>`
  ),
  'audit/reports/Audit.reportFolder-meta.xml': metadata('ReportFolder', '<name>Audit</name>'),
  [REPORT]: metadata(
    'Report',
    `<columns>
        <field>Run__c$Name</field>
    </columns>
    <format>Summary</format>
    <groupingsDown>
        <field>Run__c$Status__c</field>
        <sortOrder>Asc</sortOrder>
    </groupingsDown>
    <name>Runs by Status</name>
    <reportType>Runs__c</reportType>`
  ),
  'audit/dashboards/Audit.dashboardFolder-meta.xml': metadata('DashboardFolder', '<name>Audit</name>'),
  [DASHBOARD]: metadata(
    'Dashboard',
    `<backgroundEndColor>#FFFFFF</backgroundEndColor>
    <backgroundFadeDirection>Diagonal</backgroundFadeDirection>
    <backgroundStartColor>#FFFFFF</backgroundStartColor>
    <dashboardGridLayout>
        <dashboardGridComponents>
            <colSpan>6</colSpan>
            <columnIndex>0</columnIndex>
            <dashboardComponent>
                <componentType>Bar</componentType>
                <report>Audit/Runs_by_Status</report>
            </dashboardComponent>
            <rowIndex>0</rowIndex>
            <rowSpan>8</rowSpan>
        </dashboardGridComponents>
        <numberOfColumns>12</numberOfColumns>
        <rowHeight>36</rowHeight>
    </dashboardGridLayout>
    <textColor>#000000</textColor>
    <title>Audit</title>
    <titleColor>#000000</titleColor>
    <titleSize>12</titleSize>`
  )
};

function problemsOf(changed: ProjectFiles): string[] {
  return loadProject({ ...soundProject, ...files, ...changed }).diagnostics.map(
    ({ code, message }) => `${code} ${message}`
  );
}

test('report types, reports and dashboards that fit together have no problems', () => {
  assert.deepEqual(problemsOf({}), []);
});

const CASES: readonly (readonly [string, string, string, string, RegExp])[] = [
  ['a report type of no object', TYPE, '<baseObject>Run__c<', '<baseObject>Gone__c<', /MET3020 .*Gone__c/],
  ['a column that is no field', TYPE, '<field>Status__c<', '<field>Gone__c<', /MET3021 .*Run__c\.Gone__c/],
  ['a report of no report type', REPORT, '<reportType>Runs__c<', '<reportType>Gone__c<', /MET3025 .*ReportType Gone/],
  ['a grouping that is no field', REPORT, 'Run__c$Status__c', 'Run__c$Gone__c', /MET3021 .*Run__c\.Gone__c/],
  ['a column of no object', REPORT, 'Run__c$Name', 'Gone__c$Name', /MET3020 .*Gone__c/],
  ['a dashboard of no report', DASHBOARD, 'Audit/Runs_by_Status', 'Audit/Gone', /MET3025 .*Report Audit\/Gone/]
];

for (const [what, file, find, text, message] of CASES)
  test(`${what} is refused`, () => {
    const changed = files[file]?.replaceAll(find, text) ?? '';
    assert.notEqual(changed, files[file]);
    assert.match(problemsOf({ [file]: changed }).join('\n'), message);
  });

test('a report outside of a folder of the package is refused', () => {
  const [present = ''] = [files[REPORT]];
  const moved = { 'audit/reports/Elsewhere/Runs_by_Status.report-meta.xml': present };
  assert.match(problemsOf(moved).join('\n'), /MET3025 .*ReportFolder Elsewhere/);
});
