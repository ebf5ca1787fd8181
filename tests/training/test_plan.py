from babelix.training.plan import Plan, Task


def test_what_is_not_said_is_the_papers_or_off():
    plan = Plan(steps=7, rate=lambda step: 0.1)
    assert (plan.betas, plan.epsilon) == ((0.9, 0.98), 1e-9)
    assert (plan.weight_decay, plan.clip, plan.accumulate, plan.patience) == (0.0, None, 1, None)
    assert (plan.average_decay, plan.average_last, plan.keep) == (None, 0, "last")
    assert (plan.metric, plan.higher_is_better) == ("val_loss", False)


def test_a_task_is_what_offers_batches_a_loss_and_an_evaluation(points):
    assert isinstance(points(), Task)
    assert not isinstance(object(), Task)
