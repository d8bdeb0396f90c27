using System.Net;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Execution.Backends;

public sealed class AnthropicBackendTests
{
    private static readonly ProviderOptions Claude = new()
    {
        Name = "claude",
        BaseUrl = new("https://api.anthropic.com"),
        Dialect = Dialect.Anthropic,
        Credentials = CredentialKind.Client,
    };

    [Fact] // edge case 29
    public async Task AConnectionThatDoesNotComeAboutIsTriedOnceMore()
    {
        using var network = new FakeNetwork(HttpRequestError.ConnectionError, null);
        await using var reply = await SendAsync(network, TimeProvider.System);

        Assert.Equal((200, 2), (reply.Status, network.Sent.Count));
    }

    [Theory] // edge case 29
    [InlineData(HttpRequestError.ConnectionError, FailureKind.Unreachable, 2)]
    [InlineData(HttpRequestError.NameResolutionError, FailureKind.UnknownHost, 2)]
    [InlineData(HttpRequestError.SecureConnectionError, FailureKind.TlsFailed, 1)]
    [InlineData(HttpRequestError.ResponseEnded, FailureKind.CutOff, 1)]
    public async Task WhatMayHaveReachedTheServerIsNotSentTwice(HttpRequestError error, FailureKind kind, int tries)
    {
        using var network = new FakeNetwork(error, error);
        await using var reply = await SendAsync(network, TimeProvider.System);

        Assert.Equal((0, kind, tries), (reply.Status, reply.Failure, network.Sent.Count));
        Assert.StartsWith("api.anthropic.com ", reply.FailureDetail, StringComparison.Ordinal);
    }

    [Theory] // edge case 59
    [InlineData(CredentialKind.Client, true)]
    [InlineData(CredentialKind.Key, false)]
    [InlineData(CredentialKind.None, false)]
    public async Task TheClientsCredentialsGoOnlyWhereTheyAreMeantFor(CredentialKind credentials, bool sent)
    {
        using var network = new FakeNetwork((HttpRequestError?)null);
        await using var reply = await SendAsync(network, TimeProvider.System, Claude with { Credentials = credentials });

        var headers = network.Sent.Single().Headers;
        Assert.Equal(sent, headers.Contains("Authorization"));
        Assert.Equal(sent, headers.Contains("x-api-key"));
        Assert.Equal("2023-06-01", headers.GetValues("anthropic-version").Single());
    }

    private static Task<UpstreamReply> SendAsync(FakeNetwork network, TimeProvider time, ProviderOptions? provider = null) =>
        new AnthropicBackend(provider ?? Claude, new HttpMessageInvoker(network), time).SendAsync(
            new()
            {
                Method = "POST",
                PathAndQuery = "/v1/messages?beta=true",
                Headers = new HeaderDictionary { ["Authorization"] = "Bearer a", ["x-api-key"] = "b", ["anthropic-version"] = "2023-06-01" },
                Body = "{}"u8.ToArray(),
            },
            CancellationToken.None);

    private sealed class FakeNetwork(params HttpRequestError?[] failures) : HttpMessageHandler
    {
        public List<HttpRequestMessage> Sent { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent.Add(request);
            return failures[Sent.Count - 1] is { } failure
                ? throw new HttpRequestException(failure)
                : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request });
        }
    }
}
