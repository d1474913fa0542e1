package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteAddressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://contoso.sharepoint.com/sites/wiki | https://contoso.sharepoint.com/sites/wiki",
                "https://contoso.sharepoint.com/sites/wiki/ | https://contoso.sharepoint.com/sites/wiki",
                "contoso.sharepoint.com/sites/wiki | https://contoso.sharepoint.com/sites/wiki",
                "contoso.sharepoint.com | https://contoso.sharepoint.com",
                "https://contoso.sharepoint.com/ | https://contoso.sharepoint.com",
                "'  <https://contoso.sharepoint.com/teams/x>  ' | https://contoso.sharepoint.com/teams/x",
                "HTTPS://Contoso.SharePoint.COM:443/Sites/Wiki | https://contoso.sharepoint.com/sites/Wiki",
                "https://contoso.sharepoint.com/sites | https://contoso.sharepoint.com",
                "https://contoso.sharepoint.com/sites/wiki/archive | https://contoso.sharepoint.com/sites/wiki/archive",
                "https://contoso.sharepoint.com//sites//wiki/. | https://contoso.sharepoint.com/sites/wiki",
                "https://contoso.sharepoint.com/sites/wiki/../other | https://contoso.sharepoint.com/sites/other",
                "https://contoso.sharepoint.com/sites/wiki/SitePages/Home.aspx?web=1#top | https://contoso.sharepoint.com/sites/wiki",
                "https://contoso.sharepoint.com/sites/wiki/sitepages/Home.aspx | https://contoso.sharepoint.com/sites/wiki",
                "https://contoso.sharepoint.com/sites/wiki/Pages/a.aspx | https://contoso.sharepoint.com/sites/wiki",
                "https://contoso.sharepoint.com/sites/wiki/Lists/Tasks/AllItems.aspx | https://contoso.sharepoint.com/sites/wiki",
                "https://contoso.sharepoint.com/sites/wiki/Shared%20Documents/Forms/AllItems.aspx?id=%2Fsites%2Fwiki | https://contoso.sharepoint.com/sites/wiki",
                "https://contoso.sharepoint.com/sites/wiki/Shared Documents/x.docx | https://contoso.sharepoint.com/sites/wiki",
                "https://contoso.sharepoint.com/sites/wiki/_layouts/15/viewlsts.aspx?view=14 | https://contoso.sharepoint.com/sites/wiki",
                "https://contoso.sharepoint.com/sites/wiki/Doc/Forms/x.aspx | https://contoso.sharepoint.com/sites/wiki/Doc",
                "https://contoso.sharepoint.com/_layouts/15/sharepoint.aspx | https://contoso.sharepoint.com",
                "https://contoso.sharepoint.com/SitePages/Home.aspx | https://contoso.sharepoint.com",
                "https://contoso.sharepoint.com/sites/wiki/sub/SitePages/Home.aspx | https://contoso.sharepoint.com/sites/wiki/sub",
                "https://contoso.sharepoint.com/sites/Pages/SitePages/Home.aspx | https://contoso.sharepoint.com/sites/Pages",
                "https://contoso.sharepoint.com/sites/My%20Site | https://contoso.sharepoint.com/sites/My%20Site",
                "https://contoso.sharepoint.com/sites/Z%C3%BCrich | https://contoso.sharepoint.com/sites/Z%C3%BCrich",
                "https://contoso.sharepoint.com/sites/Zürich | https://contoso.sharepoint.com/sites/Z%C3%BCrich",
                "https://contoso.sharepoint.com/sites/50%25 | https://contoso.sharepoint.com/sites/50%25",
                "https://contoso.sharepoint.com/sites/a+b | https://contoso.sharepoint.com/sites/a+b",
                "https://contoso.sharepoint.com/:u:/r/sites/wiki/SitePages/Home.aspx?csf=1&web=1&e=abc | https://contoso.sharepoint.com/sites/wiki",
                "https://contoso.sharepoint.com/:f:/s/wiki/Eabc123?e=5 | https://contoso.sharepoint.com/sites/wiki",
                "https://contoso.sharepoint.com/:x:/t/team/Eabc | https://contoso.sharepoint.com/teams/team",
                "https://contoso.sharepoint.com/:b:/g/Eabc | https://contoso.sharepoint.com",
                "https://contoso-my.sharepoint.com/:x:/g/personal/anna_contoso_com/Eabc?e=1 | https://contoso-my.sharepoint.com/personal/anna_contoso_com",
                "https://contoso-my.sharepoint.com/:x:/p/anna/Eabc | https://contoso-my.sharepoint.com/personal/anna",
                "https://contoso.sharepoint.com/sites/wiki/:f:/r/x | https://contoso.sharepoint.com/sites/wiki",
                "https://contoso.sharepoint.us/sites/x | https://contoso.sharepoint.us/sites/x",
                "https://army.sharepoint-mil.us/sites/x | https://army.sharepoint-mil.us/sites/x",
                "https://contoso.sharepoint.cn/sites/x | https://contoso.sharepoint.cn/sites/x"
            })
    void anyPastedAddressBecomesItsSite(String pasted, String site) throws Exception {
        assertEquals(site, SiteAddress.parse(pasted, false).toString());
    }

    private static Problem refused(String address) {
        return assertThrows(AuthFailure.class, () -> SiteAddress.parse(address, false))
                .problem();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "contoso",
                "https://",
                "ftp://contoso.sharepoint.com",
                "https://contoso.sharepoint.com:8443/sites/x",
                "https://user:geheim@contoso.sharepoint.com/",
                "https://con toso.sharepoint.com",
                "https://.sharepoint.com"
            })
    void whatIsNoAddressIsRefusedBeforeAnyCall(String address) {
        Problem problem = refused(address);
        assertEquals("sharepoint.address.malformed", problem.cause());
        assertEquals(3, problem.kind().exitCode());
        assertFalse(problem.toString().contains("geheim"));
    }

    @Test
    void adminCenterIsRefusedWithTheRightHost() {
        Problem problem = refused("https://contoso-admin.sharepoint.com/_layouts/15/online/AdminHome.aspx");
        assertEquals("sharepoint.address.admin", problem.cause());
        assertTrue(problem.remedy().get(0).contains("https://contoso.sharepoint.com/"), problem::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://intranet.contoso.com/sites/wiki",
                "https://sharepoint.com.evil.example/",
                "https://evilsharepoint.com/",
                "https://contoso.sharepoint.de/sites/x"
            })
    void foreignHostsAreRefusedWithTheReason(String address) {
        assertEquals("sharepoint.address.not-sharepoint", refused(address).cause());
    }

    @Test
    void customCloudTakesAnyHost() throws Exception {
        assertEquals(
                "https://sp.acme.test:8443/sites/x",
                SiteAddress.parse("https://sp.acme.test:8443/sites/x", true).toString());
    }

    @Test
    void oneDriveIsTakenWithAWarning() throws Exception {
        assertEquals(
                1,
                SiteAddress.parse("https://contoso-my.sharepoint.com/personal/anna", false)
                        .warnings()
                        .size());
        assertEquals(
                0,
                SiteAddress.parse("https://contoso.sharepoint.com/sites/x", false)
                        .warnings()
                        .size());
    }

    @Test
    void plainHttpIsRaisedToHttpsWithAWarning() throws Exception {
        SiteAddress site = SiteAddress.parse("http://contoso.sharepoint.com/sites/x", false);
        assertEquals("https", site.url().getScheme());
        assertEquals(1, site.warnings().size());
    }

    @Test
    void siteCollectionAndTenantNameAreTold() throws Exception {
        SiteAddress site = SiteAddress.parse("https://contoso-my.sharepoint.com/personal/anna/sub/deep", false);
        assertEquals(
                "https://contoso-my.sharepoint.com/personal/anna",
                site.collection().toString());
        assertEquals("contoso", site.tenantName());
        assertEquals("/personal/anna/sub/deep", site.path());
        assertTrue(site.same(java.net.URI.create("https://CONTOSO-my.sharepoint.com/Personal/Anna/Sub/Deep/")));
    }
}
