using System.Net;
using Kiln.Functions.Configuration;
using Kiln.Functions.Webhooks.Sending;
using Kiln.Storage.Webhooks;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Webhooks;

public sealed class WebhookClientTests
{
    private static readonly WebhookMessage Message = new("m-1", "{}"u8.ToArray(), null);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("8.8.8.8 192.168.0.1")]
    [InlineData("2606:4700::1 ::ffff:10.0.0.1")]
    [InlineData("")]
    public async Task A_name_with_any_address_that_is_not_public_is_refused(string addresses)
    {
        IPAddress[] resolved = [.. addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)];
        WebhookConnector connector = new((_, _) => Task.FromResult(resolved), allowLoopback: false);
        await Assert.ThrowsAsync<AddressRefusedException>(() => connector.ResolveAsync("rebind.example", CancellationToken.None));
    }

    [Fact]
    public async Task A_literal_address_is_checked_without_a_resolver()
    {
        WebhookConnector connector = new((_, _) => throw new InvalidOperationException("not asked"), allowLoopback: false);
        await Assert.ThrowsAsync<AddressRefusedException>(() => connector.ResolveAsync("169.254.169.254", CancellationToken.None));
        Assert.Equal([IPAddress.Parse("1.1.1.1")], await connector.ResolveAsync("1.1.1.1", CancellationToken.None));
    }

    [Fact]
    public async Task A_name_that_turns_to_loopback_after_registration_is_not_called()
    {
        await using Subscriber subscriber = await Subscriber.StartAsync();
        int port = new Uri(subscriber.Url).Port;
        int asked = 0;
        WebhookConnector connector = new(
            (_, _) => Task.FromResult<IPAddress[]>(asked++ == 0 ? [IPAddress.Parse("1.1.1.1")] : [IPAddress.Loopback]), allowLoopback: false);

        Assert.Single(await connector.ResolveAsync("rebind.example", CancellationToken.None));
        await Assert.ThrowsAsync<AddressRefusedException>(
            async () => await connector.ConnectAsync(new DnsEndPoint("rebind.example", port), CancellationToken.None));
    }

    [Fact]
    public async Task The_name_is_resolved_once_and_the_checked_address_is_the_one_connected_to()
    {
        await using Subscriber subscriber = await Subscriber.StartAsync();
        int asked = 0;
        WebhookConnector connector = new(
            (_, _) => ++asked == 1 ? Task.FromResult<IPAddress[]>([IPAddress.Loopback]) : throw new InvalidOperationException("asked twice"),
            allowLoopback: true);
        await using Stream stream = await connector.ConnectAsync(
            new DnsEndPoint("only-the-resolver-knows.example", new Uri(subscriber.Url).Port), CancellationToken.None);
        Assert.True(stream.CanWrite);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_refused_address_is_a_failed_attempt_that_names_no_address()
    {
        using WebhookClient client = Client(allowLoopback: false, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.9.8.7")]));
        DeliveryAttempt attempt = await client.SendAsync("https://inner.example/", Message, [WebhookSecrets.Create().Current], CancellationToken.None);
        Assert.Equal((false, null), (attempt.Accepted, attempt.ResponseStatus));
        Assert.Contains("public", attempt.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("10.9.8.7", attempt.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_url_that_may_no_longer_be_called_is_not_called()
    {
        await using Subscriber subscriber = await Subscriber.StartAsync();
        using WebhookClient client = Client(allowLoopback: false, Dns.GetHostAddressesAsync);
        DeliveryAttempt attempt = await client.SendAsync(subscriber.Url, Message, [WebhookSecrets.Create().Current], CancellationToken.None);
        Assert.False(attempt.Accepted);
        Assert.Empty(subscriber.Received);
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        await using Subscriber subscriber = await Subscriber.StartAsync();
        subscriber.Answer = (_, context) =>
        {
            context.Response.Redirect(subscriber.Url + "/elsewhere");
            return Task.CompletedTask;
        };
        using WebhookClient client = Client(allowLoopback: true, Dns.GetHostAddressesAsync);
        DeliveryAttempt attempt = await client.SendAsync(subscriber.Url, Message, [WebhookSecrets.Create().Current], CancellationToken.None);
        Assert.Equal((false, 302), (attempt.Accepted, attempt.ResponseStatus));
        Assert.Single(subscriber.Received);
    }

    [Fact]
    public async Task Nothing_that_the_subscriber_says_is_kept_but_its_status()
    {
        await using Subscriber subscriber = await Subscriber.StartAsync();
        subscriber.Answer = (_, context) =>
        {
            context.Response.StatusCode = 500;
            return context.Response.Body.WriteAsync("internal secret"u8.ToArray()).AsTask();
        };
        using WebhookClient client = Client(allowLoopback: true, Dns.GetHostAddressesAsync);
        DeliveryAttempt attempt = await client.SendAsync(subscriber.Url, Message, [WebhookSecrets.Create().Current], CancellationToken.None);
        Assert.Equal("HTTP 500", attempt.Error);
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("kiln", true)]
    [InlineData("other.example", false)]
    [InlineData(null, false)]
    public async Task Consent_is_the_header_and_never_the_status(string? origin, bool consents)
    {
        await using Subscriber subscriber = await Subscriber.StartAsync();
        subscriber.Answer = (_, context) =>
        {
            context.Response.StatusCode = consents ? 405 : 200;
            context.Response.Headers["WebHook-Allowed-Origin"] = origin;
            return Task.CompletedTask;
        };
        using WebhookClient client = Client(allowLoopback: true, Dns.GetHostAddressesAsync);
        Assert.Equal(consents, (await client.AskConsentAsync(subscriber.Url, CancellationToken.None)).Accepted);
        Received asked = Assert.Single(subscriber.Received);
        Assert.Equal(("OPTIONS", "kiln"), (asked.Method, (string)asked.Headers["WebHook-Request-Origin"]!));
    }

    private static WebhookClient Client(bool allowLoopback, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        KilnOptions options = new();
        options.Webhooks.AllowLoopback = allowLoopback;
        return new WebhookClient(Options.Create(options), TimeProvider.System, resolve);
    }
}
