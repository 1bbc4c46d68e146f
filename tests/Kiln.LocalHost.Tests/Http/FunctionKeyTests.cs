using System.Net;
using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Http;
using Kiln.LocalHost.Tests.Hosting;

namespace Kiln.LocalHost.Tests.Http;

public sealed class FunctionKeyTests
{
    [Theory]
    [InlineData("LevelFunction", "none", HttpStatusCode.Unauthorized)]
    [InlineData("LevelFunction", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("LevelFunction", "function", HttpStatusCode.OK)]
    [InlineData("LevelFunction", "development", HttpStatusCode.OK)]
    [InlineData("LevelFunction", "system", HttpStatusCode.Unauthorized)]
    [InlineData("LevelFunction", "master", HttpStatusCode.OK)]
    [InlineData("LevelSystem", "function", HttpStatusCode.Unauthorized)]
    [InlineData("LevelSystem", "system", HttpStatusCode.OK)]
    [InlineData("LevelSystem", "master", HttpStatusCode.OK)]
    [InlineData("LevelAdmin", "function", HttpStatusCode.Unauthorized)]
    [InlineData("LevelAdmin", "system", HttpStatusCode.Unauthorized)]
    [InlineData("LevelAdmin", "master", HttpStatusCode.OK)]
    [InlineData("LevelUnstated", "none", HttpStatusCode.OK)]
    public async Task Each_level_takes_its_own_keys_and_the_master_key(string function, string key, HttpStatusCode expected)
    {
        await using TestApp app = await TestApp.StartAsync(settings: "--Kiln:FunctionKey=for-development");
        string presented = key switch
        {
            "none" => string.Empty,
            "wrong" => "wrong",
            "function" => app.Keys.DefaultFunctionKey,
            "development" => "for-development",
            "system" => app.Keys.SystemKey(HostKeys.DurableTaskExtension),
            _ => app.Keys.MasterKey,
        };
        using HttpResponseMessage byHeader = await app.Client.SendAsync(TestApp.Keyed(HttpMethod.Get, $"/api/{function}", presented));
        using HttpResponseMessage byQuery = await app.Client.GetAsync($"/api/{function}?code={presented}");
        Assert.Equal((expected, expected), (byHeader.StatusCode, byQuery.StatusCode));
    }

    [Fact]
    public void Keys_are_made_once_and_only_their_owner_reads_them()
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("kiln-keys-");
        try
        {
            HostKeys made = HostKeys.Open(data.FullName, null);
            HostKeys reopened = HostKeys.Open(data.FullName, null);
            Assert.Equal(
                (made.MasterKey, made.DefaultFunctionKey, made.SystemKey(HostKeys.DurableTaskExtension)),
                (reopened.MasterKey, reopened.DefaultFunctionKey, reopened.SystemKey(HostKeys.DurableTaskExtension)));
            Assert.Equal(3, new HashSet<string>([made.MasterKey, made.DefaultFunctionKey, made.SystemKey(HostKeys.DurableTaskExtension)]).Count);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data.FullName, "keys.json")));
            }
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"masterKey":"m","functionKeys":{},"systemKeys":{}}""")]
    public void A_file_that_holds_no_keys_is_refused_and_left_alone(string content)
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("kiln-keys-");
        try
        {
            string path = Path.Combine(data.FullName, "keys.json");
            File.WriteAllText(path, content);
            LocalHostException fault = Assert.Throws<LocalHostException>(() => HostKeys.Open(data.FullName, null));
            Assert.Contains("keys.json does not hold this host's keys", fault.Message, StringComparison.Ordinal);
            Assert.Equal(content, File.ReadAllText(path));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
