using Kiln.Functions.Webhooks.Sending;

namespace Kiln.Functions.Tests.Webhooks;

public sealed class WebhookUrlTests
{
    [Theory]
    [InlineData("https://example.com/hook")]
    [InlineData("https://example.com:8443/hook?a=b")]
    [InlineData("https://1.1.1.1/")]
    [InlineData("https://[2606:4700:4700::1111]/")]
    public void Public_https_is_allowed(string url) => Assert.NotNull(WebhookUrl.Parse(url, allowLoopback: false, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/hook")]
    [InlineData("example.com")]
    [InlineData("http://example.com/")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://example.com:22/")]
    [InlineData("https://example.com:80/")]
    [InlineData("https://user@example.com/")]
    [InlineData("https://user:password@example.com/")]
    [InlineData("https://localhost/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[fe80::1%25eth0]/")]
    public void Everything_else_is_refused_with_a_reason(string? url)
    {
        Assert.Null(WebhookUrl.Parse(url, allowLoopback: false, out string fault));
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void A_url_has_a_longest_length() =>
        Assert.Null(WebhookUrl.Parse($"https://example.com/{new string('a', 2048)}", allowLoopback: false, out _));

    [Theory]
    [InlineData("http://127.0.0.1:5000/", true)]
    [InlineData("http://localhost:5000/", true)]
    [InlineData("https://[::1]:5000/", true)]
    [InlineData("http://10.0.0.1:5000/", false)]
    [InlineData("http://example.com/", false)]
    [InlineData("ftp://127.0.0.1/", false)]
    public void The_development_setting_opens_loopback_and_no_more(string url, bool allowed) =>
        Assert.Equal(allowed, WebhookUrl.Parse(url, allowLoopback: true, out _) is not null);
}
