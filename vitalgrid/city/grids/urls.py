"""Addresses of the net: /chart/ for everybody, the others under /console/."""

from django.urls import path

from vitalgrid.city.grids.pages import areas, chart, posts, staffing, units

app_name = "grids"
urlpatterns = [
    path("chart/", chart.chart, name="chart"),
    path("chart/outlines.geojson", chart.outlines, name="public_outlines"),
    path("chart/<str:area_code>/", chart.chart, name="chart_area"),
    path("chart/<str:area_code>/sheet/", chart.sheet, name="chart_sheet"),
    path("console/staffing/", staffing.staffing, name="staffing"),
    path("console/staffing/vacancies.csv", staffing.vacancies_file, name="vacancies_file"),
    path("console/staffing/posts/<uuid:post_id>/", posts.post, name="post"),
    path("console/staffing/posts/<uuid:post_id>/change/", posts.change, name="change_post"),
    path("console/staffing/posts/<uuid:post_id>/end/", posts.end, name="end_post"),
    path("console/staffing/posts/<uuid:post_id>/hand-over/", posts.hand_over, name="hand_over_post"),
    path("console/staffing/handovers/<uuid:handover_id>/confirm/", posts.confirm, name="confirm_handover"),
    path("console/staffing/areas/<str:area_code>/appoint/", posts.appoint_at_area, name="appoint_at_area"),
    path("console/staffing/units/<str:unit_code>/appoint/", posts.appoint_at_unit, name="appoint_at_unit"),
    path("console/areas/", areas.areas, name="areas"),
    path("console/areas/check/", areas.boundary_check, name="boundary_check"),
    path("console/areas/<str:area_code>/", areas.area, name="area"),
    path("console/areas/<str:area_code>/outlines.geojson", areas.outlines, name="outlines"),
    path("console/areas/<str:area_code>/new/", areas.new, name="new_area"),
    path("console/areas/<str:area_code>/rename/", areas.rename, name="rename_area"),
    path("console/areas/<str:area_code>/divide/", areas.divide, name="divide_area"),
    path("console/areas/<str:area_code>/end/", areas.end, name="end_area"),
    path("console/areas/<str:area_code>/households/", areas.households, name="households"),
    path("console/areas/<str:area_code>/undo/", areas.undo_change, name="undo_change"),
    path("console/areas/<str:area_code>/mend/", areas.mend_fault, name="mend_fault"),
    path("console/areas/<str:area_code>/mend/undo/", areas.undo_mend, name="undo_mend"),
    path("console/areas/<str:area_code>/boundary/", areas.boundary, name="boundary"),
    path("console/units/", units.units, name="units"),
    path("console/units/new/", units.new, name="new_unit"),
    path("console/units/<str:unit_code>/", units.unit, name="unit"),
    path("console/units/<str:unit_code>/replace/", units.replace, name="replace_unit"),
    path("console/units/<str:unit_code>/end/", units.end, name="end_unit"),
]
