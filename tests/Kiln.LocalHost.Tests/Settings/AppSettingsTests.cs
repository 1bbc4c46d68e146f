using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Settings;
using Microsoft.Extensions.Configuration;

namespace Kiln.LocalHost.Tests.Settings;

public sealed class AppSettingsTests
{
    private static readonly AppSettings Settings = new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Schedule"] = "0 0 * * * *",
        ["Section:Name"] = "nested",
        ["Percent"] = "100%",
        ["AzureWebJobs.Off.Disabled"] = "true",
    }).Build());

    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("%Schedule%", "0 0 * * * *")]
    [InlineData("a-%Section:Name%-b-%SECTION__NAME%", "a-nested-b-nested")]
    [InlineData("%Percent% %Percent%", "100% 100%")]
    public void Named_settings_take_the_place_of_their_names(string text, string expected) =>
        Assert.Equal(expected, Settings.Expand(text, "test"));

    [Theory]
    [InlineData("%Missing%", "there is no setting 'Missing' for %Missing%")]
    [InlineData("50%", "has a percent sign without its partner")]
    public void A_name_that_means_nothing_is_refused_with_its_place(string text, string reason)
    {
        LocalHostException fault = Assert.Throws<LocalHostException>(() => Settings.Expand(text, "The schedule of X"));
        Assert.StartsWith("The schedule of X: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Off", true)]
    [InlineData("OFF", true)]
    [InlineData("On", false)]
    public void A_function_is_switched_off_by_its_setting(string function, bool disabled) =>
        Assert.Equal(disabled, Settings.IsDisabled(function));
}
