using System.Text;
using ClaudeSidecar.Execution.Backends;

namespace ClaudeSidecar.Tests.Execution.Prewarm;

public sealed class ServerLoadTests
{
    [Theory]
    [InlineData("""[{"id":0,"is_processing":true},{"id":1,"is_processing":false}]""", 1, 2)]
    [InlineData("""[{"id":0,"is_processing":false}]""", 0, 1)]
    [InlineData("""{"error":{"code":501,"message":"This server does not support slots endpoint."}}""", 0, null)]
    [InlineData("nonsense", 0, null)]
    public void LlamaServersSlotsTell(string page, int running, int? slots) => Assert.Equal(new(running, slots), ServerLoad.ReadSlots(Encoding.UTF8.GetBytes(page)));

    [Theory]
    [InlineData("# HELP vllm:num_requests_running x\nvllm:num_requests_running{engine=\"0\",model_name=\"m\"} 2.0\nvllm:num_requests_waiting{engine=\"0\"} 1.0\n", 3)]
    [InlineData("sglang:num_running_reqs{model_name=\"m\"} 1.0\nsglang:num_queue_reqs{model_name=\"m\"} 0.0\n", 1)]
    [InlineData("vllm:num_requests_running 0.0\nvllm:num_requests_swapped 4.0\n", 0)]
    [InlineData("", 0)]
    public void TheGaugesOfOthersTell(string page, int running) => Assert.Equal(new(running, null), ServerLoad.ReadMetrics(Encoding.UTF8.GetBytes(page)));
}
