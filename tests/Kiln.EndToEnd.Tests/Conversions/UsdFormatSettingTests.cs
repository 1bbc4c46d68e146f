using System.IO.Compression;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Conversions;

public sealed class UsdFormatSettingTests
{
    [OwnServiceFact]
    public async Task The_operator_chooses_the_encoding_for_clients_that_do_not()
    {
        await using var service = await KilnService.StartAsync("--Kiln:UsdFormat=text");

        Assert.Equal("#usda", await MagicAsync(service.Api));
        Assert.Equal("PXR-U", await MagicAsync(service.Api, ("usd_format", "crate")));
    }

    private static async Task<string> MagicAsync(KilnApi api, params (string, string)[] fields)
    {
        string id = await api.SubmitForIdAsync("box.glb", SampleFiles.Box, fields);
        await api.WaitForCompletionAsync(id);
        var reply = await api.GetAsync($"conversions/{id}/result?format=usd");
        using ZipArchive archive = new(new MemoryStream(reply.Content));
        using StreamReader usd = new(archive.Entries.Single(entry => entry.Name == "box.usd").Open());
        char[] magic = new char[5];
        await usd.ReadBlockAsync(magic);
        return new string(magic);
    }
}
