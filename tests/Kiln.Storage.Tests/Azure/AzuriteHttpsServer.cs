using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kiln.Storage.Tests.Azure;

/// <summary>
/// The emulator over TLS with a certificate of its own making, which is what it asks for before it takes tokens and issues user
/// delegation keys.
/// </summary>
public sealed class AzuriteHttpsServer : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kiln-azurite-").FullName;
    private readonly AzuriteServer _server;

    public AzuriteHttpsServer()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        string certificateFile = Path.Combine(_directory, "certificate.pem");
        string keyFile = Path.Combine(_directory, "key.pem");
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        _server = new AzuriteServer(["--oauth", "basic", "--cert", certificateFile, "--key", keyFile]);
    }

    public Uri Endpoint => _server.Endpoint;

    /// <summary>A handler that trusts this server's certificate.</summary>
    public static HttpClientHandler CreateHandler() =>
        new() { ServerCertificateCustomValidationCallback = (request, _, _, _) => request.RequestUri?.IsLoopback == true };

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
