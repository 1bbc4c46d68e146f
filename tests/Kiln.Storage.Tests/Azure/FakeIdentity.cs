using System.Buffers.Text;
using System.Text;
using Azure.Core;

namespace Kiln.Storage.Tests.Azure;

/// <summary>An identity whose tokens have the form that the emulator looks at; it does not check who signed them.</summary>
internal sealed class FakeIdentity : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        DateTimeOffset expires = DateTimeOffset.UtcNow.AddHours(1);
        string header = Encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
        string payload = Encode($$"""
            {"aud":"https://storage.azure.com","iss":"https://sts.windows.net/11111111-1111-1111-1111-111111111111/",
             "iat":{{Seconds(-600)}},"nbf":{{Seconds(-600)}},"exp":{{Seconds(3600)}},"ver":"1.0",
             "oid":"22222222-2222-2222-2222-222222222222","tid":"11111111-1111-1111-1111-111111111111"}
            """);
        return new AccessToken($"{header}.{payload}.{Encode("signature")}", expires);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));

    private static long Seconds(int fromNow) => DateTimeOffset.UtcNow.AddSeconds(fromNow).ToUnixTimeSeconds();

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
