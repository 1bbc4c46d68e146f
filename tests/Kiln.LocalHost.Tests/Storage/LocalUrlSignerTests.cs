using Kiln.LocalHost.Storage;
using Kiln.Storage.Content;

namespace Kiln.LocalHost.Tests.Storage;

public sealed class LocalUrlSignerTests : IDisposable
{
    private static readonly LocalUrl Url = new("GET", new ContentName(ContentArea.Inputs, "org/a"), 123, FileName: "a b&c=d.glb");
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_secret_outlives_the_process()
    {
        string path = _directory.Place("key");
        string signature = LocalUrlSigner.Load(path).Sign(Url);

        Assert.True(LocalUrlSigner.Load(path).IsSigned(Url, signature));
        Assert.False(LocalUrlSigner.Load(_directory.Place("other")).IsSigned(Url, signature));
    }

    [Fact]
    public void The_secret_is_readable_by_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string path = _directory.Place("key");
        LocalUrlSigner.Load(path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_damaged_secret_is_an_error_that_says_what_to_do()
    {
        string path = _directory.Place("key");
        File.WriteAllBytes(path, [1, 2, 3]);

        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => LocalUrlSigner.Load(path));

        Assert.Contains("Delete it", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_is_for_one_method()
    {
        LocalUrlSigner signer = LocalUrlSigner.Load(_directory.Place("key"));

        Assert.False(signer.IsSigned(Url with { Method = "PUT" }, signer.Sign(Url)));
    }
}
