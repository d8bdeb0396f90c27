using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>What the sidecar says by itself on the data plane is marked as its own.</summary>
public sealed class OwnAnswersTests
{
    [Fact]
    public async Task ARequestThatNobodyMayAnswerIsMarkedAsAnsweredByTheSidecar()
    {
        // A key of ours is spent only for a known workspace, and this request names none.
        await using var sidecar = await SidecarHost.StartAsync(
            """{ "providers": [ { "name": "other", "dialect": "anthropic", "baseUrl": "http://127.0.0.1:9", "apiKeyEnv": "SIDECAR_TEST_KEY" } ] }""");
        sidecar.Services.Control.Switch("other", null);

        using var response = await sidecar.AskAsync(SidecarHost.Turn());

        Assert.Equal((503, "sidecar", "own"), Marks(response));
    }

    [Fact]
    public async Task ABodyThatIsTooLongIsMarkedAsAnsweredByTheSidecar()
    {
        await using var sidecar = await SidecarHost.StartAsync("http://127.0.0.1:9", local: null);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new ByteArrayContent(new byte[(64 << 20) + 1]) };
        request.Headers.ExpectContinue = true;

        using var response = await sidecar.Client.SendAsync(request);

        Assert.Equal((413, "sidecar", "own"), Marks(response));
    }

    private static (int Status, string Provider, string Reason) Marks(HttpResponseMessage response) =>
        ((int)response.StatusCode, response.Headers.GetValues("x-sidecar-provider").Single(), response.Headers.GetValues("x-sidecar-reason").Single());
}
