from babelix.workflows.classic.convnet.settings import ConvnetSettings
from babelix.workflows.runs.tasks import load


def test_a_run_is_loaded_by_its_task(trained):
    net = load(trained.run)
    assert (net.classes, net.trained) == (("bright", "dark"), True)
    assert ConvnetSettings.model_fields["task"].default == "convnet"
